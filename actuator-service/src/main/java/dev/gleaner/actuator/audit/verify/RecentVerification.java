package dev.gleaner.actuator.audit.verify;

import dev.gleaner.actuator.audit.AuditRow;
import dev.gleaner.actuator.audit.keys.SignedHead;
import dev.gleaner.actuator.audit.keys.SigningKeyring;
import dev.gleaner.contracts.audit.AuditEntry;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A verification of the newest part of the chain, under way: from a signed head that is some time old on. The hash in that
 * head stands for all that was before. Topics are not read. Blocks.
 */
final class RecentVerification {

    private final FirstBreak firstBreak = new FirstBreak();
    private final SignedHeadCheck heads;
    private final ChainCheck chain;
    private final long from;
    private boolean hasBegun;

    /**
     * Begins with an entry.
     *
     * @param handOvers the heads in the chain before it that name another key
     * @param outside the heads that were laid down about it and what comes after it
     */
    RecentVerification(SigningKeyring keys, long from, List<SignedHead> handOvers, Iterator<SignedHead> outside) {
        KeyTrust trust = new KeyTrust(keys.first().stream().toList());
        handOvers.forEach(head ->
                trust.accept(head).ifPresent(wrong -> firstBreak.add(Math.max(head.sequence(), 1), wrong)));
        this.from = from;
        this.heads = new SignedHeadCheck(firstBreak, trust, outside);
        this.chain = new ChainCheck(firstBreak, new PublishedChain(firstBreak), heads, Instant.MIN);
    }

    /** Takes the next rows of the database; the sequence of the last. */
    long next(List<AuditRow> page) {
        page.forEach(this::next);
        return chain.lastSequence();
    }

    /** Ends where the database says that the chain ends; what is broken. {@code last} is the last head outside. */
    Optional<Map.Entry<Long, String>> end(long sequence, String hash, Optional<SignedHead> last) {
        heads.requireInFolder(last);
        ChainCheck.Report unused = chain.end(sequence, hash);
        return firstBreak.first();
    }

    private void next(AuditRow row) {
        AuditEntry entry;
        try {
            entry = row.entry();
        } catch (RuntimeException e) {
            begin(null);
            chain.unreadable(row.sequence());
            return;
        }
        begin(entry);
        chain.next(entry);
    }

    private void begin(@Nullable AuditEntry entry) {
        if (!hasBegun && from > 1) {
            chain.startAfter(from - 1, entry == null ? "" : entry.previous());
        }
        hasBegun = true;
    }
}
