package dev.gleaner.actuator.audit.verify;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the audit topic says, read from its beginning and only as far as is asked for, so that it takes the same memory
 * however long it is. A repeat of an entry is what a publisher leaves that died before it could mark what it had sent; a
 * repeat that differs is a break, and so is one that comes long after, and an entry that comes before its turn.
 */
final class PublishedChain {

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
