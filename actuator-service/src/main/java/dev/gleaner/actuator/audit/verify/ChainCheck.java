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
 * Recomputes a chain entry by entry and compares it with the published entries and the signed heads. The entries come from
 * the database, the topic or an export.
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

    /** Starts with a part of a chain: the next entry has to follow this one. */
    void startAfter(long sequence, String hash) {
        lastSequence = sequence;
        lastHash = hash;
    }

    /** Checks the next entry, in order of sequence. */
    void next(AuditEntry entry) {
        entries++;
        if (entry.sequence() != lastSequence + 1) {
            firstBreak.add(lastSequence + 1, "the chain omits it");
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

    /** Reports an entry that can't be read. */
    void unreadable(long sequence) {
        entries++;
        firstBreak.add(sequence, "it can't be read");
        lastSequence = sequence;
    }

    /** Returns the last sequence, 0 before the first entry. */
    long lastSequence() {
        return lastSequence;
    }

    /** Ends a chain at its last entry; no published entry or signed head may be after it. */
    Report end() {
        return end(lastSequence, lastHash);
    }

    /** Ends a part of a chain; entries and heads after it are no break. */
    Report endPart() {
        heads.end();
        return report();
    }

    /** Ends the chain at its end according to the database. */
    Report end(long sequence, String hash) {
        heads.end();
        long longest = Math.max(Math.max(sequence, published.highestSequence()), heads.signedThrough());
        if (longest > lastSequence) {
            firstBreak.add(lastSequence + 1, "the tail is missing");
        } else if (sequence != lastSequence || !hash.equals(lastHash)) {
            firstBreak.add(lastSequence, "the end of the chain differs");
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
     * Result of the check.
     *
     * @param entries number of entries
     * @param firstBroken smallest sequence at which something is wrong; absent if the chain is intact
     */
    public record Report(
            long entries, boolean intact, @Nullable Long firstBroken) {}

    /**
     * The chain in the audit topic, read from the beginning and only as far as needed, so that memory does not grow with its
     * length. A publisher that crashes before it marks its entries repeats them. A repetition that differs or comes much
     * later is a break, and so is a gap.
     */
    static final class PublishedChain {

        /** Largest distance of a repetition; a publisher repeats at most a batch. */
        private static final int MAX_DISTANCE = 4096;

        private final Map<Long, String> hashes = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
                return size() > MAX_DISTANCE;
            }
        };
        private final FirstBreak firstBreak;
        private final Supplier<Optional<byte[]>> topic;
        private long highestSequence;

        /** A topic whose records are passed to {@link #next}. */
        PublishedChain(FirstBreak firstBreak) {
            this(firstBreak, Optional::empty);
        }

        /** A topic whose records are supplied in order; empty after the last. */
        PublishedChain(FirstBreak firstBreak, Supplier<Optional<byte[]>> topic) {
            this.firstBreak = firstBreak;
            this.topic = topic;
        }

        /** Checks the next record of the topic. */
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
                firstBreak.add(highestSequence + 1, "the topic omits it");
            }
            if (entry.sequence() <= highestSequence - MAX_DISTANCE) {
                firstBreak.add(entry.sequence(), "the topic repeats it long after");
                return;
            }
            String earlier = hashes.putIfAbsent(entry.sequence(), entry.hash());
            if (earlier != null && !earlier.equals(entry.hash())) {
                firstBreak.add(entry.sequence(), "the topic holds it twice with different content");
            }
            highestSequence = Math.max(highestSequence, entry.sequence());
        }

        /** Returns the hash of a published entry. Call in order of sequence. */
        Optional<String> hash(long sequence) {
            readUntil(sequence);
            return Optional.ofNullable(hashes.get(sequence));
        }

        /** Reads the rest of the topic and returns the largest published sequence, 0 if there is none. */
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
