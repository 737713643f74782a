package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.json.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the audit topic says, read from its beginning. A repeat of an entry is what a publisher leaves that died before
 * it could mark what it had sent; a repeat that differs is a break, and so is an entry that comes before its turn.
 */
final class PublishedChain {

    private final Map<Long, String> hashes = new HashMap<>();
    private final Breaks breaks;
    private long highest;

    PublishedChain(Breaks breaks) {
        this.breaks = breaks;
    }

    /** Takes the next record of the topic. */
    void next(byte[] value) {
        AuditEntry entry;
        try {
            entry = Json.read(value, AuditEntry.class);
        } catch (RuntimeException e) {
            breaks.add(highest + 1, "the topic holds a record that is no audit entry");
            return;
        }
        if (!entry.isWhole()) {
            breaks.add(entry.sequence(), "the entry in the topic does not have its hash");
        }
        if (entry.sequence() > highest + 1) {
            breaks.add(highest + 1, "the topic leaves it out");
        }
        String earlier = hashes.putIfAbsent(entry.sequence(), entry.hash());
        if (earlier != null && !earlier.equals(entry.hash())) {
            breaks.add(entry.sequence(), "the topic holds it twice with different content");
        }
        highest = Math.max(highest, entry.sequence());
    }

    /** Hash of an entry as published. */
    Optional<String> hash(long sequence) {
        return Optional.ofNullable(hashes.get(sequence));
    }

    /** The largest sequence published, 0 without any. */
    long highest() {
        return highest;
    }
}
