package dev.gleaner.actuator.audit.verify;

import dev.gleaner.contracts.audit.AuditEntry;
import java.time.Instant;
import java.util.Optional;
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
}
