package dev.gleaner.actuator.audit.verify;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes a chain entry by entry and compares it with what was published and signed. Where the entries come from, the
 * database, the topic or an export, is the same to it.
 */
final class ChainCheck {

    private final FirstBreak firstBreak;
    private final PublishedChain published;
    private final SignedHeadCheck heads;
    private final Instant publishedBefore;
    private long entries;
    private long lastSequence;
    private String lastHash = AuditEntry.GENESIS;

    /** Entries older than {@code publishedBefore} have to be in the topic. */
    ChainCheck(FirstBreak firstBreak, PublishedChain published, SignedHeadCheck heads, Instant publishedBefore) {
        this.firstBreak = firstBreak;
        this.published = published;
        this.heads = heads;
        this.publishedBefore = publishedBefore;
    }

    /** The chain is a part of one: what comes next has to follow this. */
    void startAfter(long sequence, String hash) {
        lastSequence = sequence;
        lastHash = hash;
    }

    /** Takes the next entry, in order of sequence. */
    void next(AuditEntry entry) {
        entries++;
        if (entry.sequence() != lastSequence + 1) {
            firstBreak.add(lastSequence + 1, "the chain leaves it out");
        } else if (!entry.previous().equals(lastHash)) {
            firstBreak.add(entry.sequence(), "it does not follow the entry before");
        }
        if (!entry.isWhole()) {
            firstBreak.add(entry.sequence(), "it does not have its hash");
        }
        compareWithTopic(entry);
        heads.next(entry);
        lastSequence = entry.sequence();
        lastHash = entry.hash();
    }

    /** Takes what is no entry any more. */
    void unreadable(long sequence) {
        entries++;
        firstBreak.add(sequence, "it can't be read");
        lastSequence = sequence;
    }

    /** The sequence that was taken last, 0 before any. */
    long lastSequence() {
        return lastSequence;
    }

    /** Ends a chain that says of itself where it ends; what was published and signed must not go further. */
    Report end() {
        return end(lastSequence, lastHash);
    }

    /** Ends a part of a chain: that there is more of it is no break. */
    Report endPart() {
        heads.end();
        return report();
    }

    /** Ends the chain where the database says that it ends. */
    Report end(long sequence, String hash) {
        heads.end();
        long longest = Math.max(Math.max(sequence, published.highestSequence()), heads.signedThrough());
        if (longest > lastSequence) {
            firstBreak.add(lastSequence + 1, "the tail is missing");
        } else if (sequence != lastSequence || !hash.equals(lastHash)) {
            firstBreak.add(lastSequence, "the end of the chain is another");
        }
        return report();
    }

    private Report report() {
        return firstBreak
                .first()
                .map(first -> new Report(entries, false, first.getKey()))
                .orElseGet(() -> new Report(entries, true, null));
    }

    private void compareWithTopic(AuditEntry entry) {
        Optional<String> hash = published.hash(entry.sequence());
        if (hash.isEmpty() && entry.at().isBefore(publishedBefore)) {
            firstBreak.add(entry.sequence(), "the topic does not have it");
        }
        if (hash.isPresent() && !hash.get().equals(entry.hash())) {
            firstBreak.add(entry.sequence(), "the topic has it with other content");
        }
    }

    /**
     * What verification found.
     *
     * @param entries how many entries the database holds
     * @param firstBroken the smallest sequence at which something is wrong, absent when nothing is
     */
    public record Report(
            long entries, boolean intact, @Nullable Long firstBroken) {}

    /**
     * What the audit topic says, read from its beginning and only as far as is asked for, so that it takes the same memory
     * however long it is. A repeat of an entry is what a publisher leaves that died before it could mark what it had sent; a
     * repeat that differs is a break, and so is one that comes long after, and an entry that comes before its turn.
     */
    static final class PublishedChain {

        /** A publisher repeats a batch at most. */
        private static final int REACH = 4096;

        private final Map<Long, String> hashes = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
                return size() > REACH;
            }
        };
        private final FirstBreak firstBreak;
        private final Supplier<Optional<byte[]>> topic;
        private long highestSequence;

        /** Of a topic whose records are handed over by {@link #next}. */
        PublishedChain(FirstBreak firstBreak) {
            this(firstBreak, Optional::empty);
        }

        /** Of a topic that gives its records in order, and then nothing. */
        PublishedChain(FirstBreak firstBreak, Supplier<Optional<byte[]>> topic) {
            this.firstBreak = firstBreak;
            this.topic = topic;
        }

        /** Takes the next record of the topic. */
        void next(byte[] value) {
            AuditEntry entry;
            try {
                entry = Json.readStrictly(value, AuditEntry.class);
                Objects.requireNonNull(entry.hash(), "an entry needs a hash");
            } catch (RuntimeException e) {
                firstBreak.add(highestSequence + 1, "the topic holds a record that is no audit entry");
                return;
            }
            if (!entry.isWhole()) {
                firstBreak.add(entry.sequence(), "the entry in the topic does not have its hash");
            }
            if (entry.sequence() > highestSequence + 1) {
                firstBreak.add(highestSequence + 1, "the topic leaves it out");
            }
            if (entry.sequence() <= highestSequence - REACH) {
                firstBreak.add(entry.sequence(), "the topic repeats it long after");
                return;
            }
            String earlier = hashes.putIfAbsent(entry.sequence(), entry.hash());
            if (earlier != null && !earlier.equals(entry.hash())) {
                firstBreak.add(entry.sequence(), "the topic holds it twice with different content");
            }
            highestSequence = Math.max(highestSequence, entry.sequence());
        }

        /** Hash of an entry as published. Ask in order of sequence. */
        Optional<String> hash(long sequence) {
            readUntil(sequence);
            return Optional.ofNullable(hashes.get(sequence));
        }

        /** Reads what is left; the largest sequence published, 0 without any. */
        long highestSequence() {
            readUntil(Long.MAX_VALUE);
            return highestSequence;
        }

        private void readUntil(long sequence) {
            while (highestSequence < sequence) {
                Optional<byte[]> record = topic.get();
                if (record.isEmpty()) {
                    return;
                }
                next(record.get());
            }
        }
    }
}
