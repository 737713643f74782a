package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.audit.AuditEntry;
import java.time.Instant;
import java.util.Optional;

/** Recomputes the chain entry by entry and compares it with what was published and signed. */
final class ChainCheck {

    private final Breaks breaks;
    private final PublishedChain published;
    private final Optional<SignedHead> head;
    private final Instant publishedBefore;
    private long entries;
    private long lastSequence;
    private String lastHash = AuditEntry.GENESIS;

    /** Entries older than {@code publishedBefore} have to be in the topic. */
    ChainCheck(Breaks breaks, PublishedChain published, Optional<SignedHead> head, Instant publishedBefore) {
        this.breaks = breaks;
        this.published = published;
        this.head = head;
        this.publishedBefore = publishedBefore;
    }

    /** Takes the next entry of the database, in order of sequence. */
    void next(AuditEntry entry) {
        entries++;
        if (entry.sequence() != lastSequence + 1) {
            breaks.add(lastSequence + 1, "the database leaves it out");
        } else if (!entry.previous().equals(lastHash)) {
            breaks.add(entry.sequence(), "it does not follow the entry before");
        }
        if (!entry.isWhole()) {
            breaks.add(entry.sequence(), "it does not have its hash");
        }
        compareWithTopic(entry);
        compareWithHead(entry);
        lastSequence = entry.sequence();
        lastHash = entry.hash();
    }

    /** Takes a row that holds no entry any more. */
    void unreadable(long sequence) {
        entries++;
        breaks.add(sequence, "it can't be read");
        lastSequence = sequence;
    }

    /** Ends the chain where the database says that it ends. */
    ChainReport end(long sequence, String hash) {
        long longest = Math.max(
                Math.max(sequence, published.highest()),
                head.map(SignedHead::sequence).orElse(0L));
        if (longest > lastSequence) {
            breaks.add(lastSequence + 1, "the tail is missing");
        } else if (sequence != lastSequence || !hash.equals(lastHash)) {
            breaks.add(lastSequence, "the end of the chain is another");
        }
        return breaks.first()
                .map(first -> new ChainReport(entries, false, first.getKey()))
                .orElseGet(() -> new ChainReport(entries, true, null));
    }

    private void compareWithTopic(AuditEntry entry) {
        Optional<String> hash = published.hash(entry.sequence());
        if (hash.isEmpty() && entry.at().isBefore(publishedBefore)) {
            breaks.add(entry.sequence(), "the topic does not have it");
        }
        if (hash.isPresent() && !hash.get().equals(entry.hash())) {
            breaks.add(entry.sequence(), "the topic has it with other content");
        }
    }

    private void compareWithHead(AuditEntry entry) {
        head.filter(signed ->
                        signed.sequence() == entry.sequence() && !signed.hash().equals(entry.hash()))
                .ifPresent(signed -> breaks.add(entry.sequence(), "the signed head has another hash"));
    }
}
