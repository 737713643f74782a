package dev.gleaner.actuator.audit.verify;

import dev.gleaner.actuator.audit.keys.SignedHead;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks that each head in a chain was signed by the key that was valid then and contains the hash of the entry that it
 * names, and that every head stored outside agrees with the chain. Older heads count as much as the last one: a rewritten
 * chain that got signed still contradicts the heads that were signed before.
 */
public final class SignedHeadCheck {

    /** Largest distance between a head in the chain and the entry that it names. */
    private static final int MAX_DISTANCE = 4096;

    private final FirstBreak firstBreak;
    private final KeyTrust trust;
    private final Iterator<SignedHead> outside;
    private final Map<Long, String> recent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
            return size() > MAX_DISTANCE;
        }
    };
    private @Nullable SignedHead nextOutside;
    private Optional<SignedHead> lastOutside = Optional.empty();
    private long outsideThrough;
    private long begin = Long.MAX_VALUE;
    private long signedThrough;
    private long witnessed;
    private Optional<Long> lastHeadEntry = Optional.empty();

    /**
     * Creates a check.
     *
     * @param outside known heads that were stored outside, in order of sequence
     */
    public SignedHeadCheck(FirstBreak firstBreak, KeyTrust trust, Iterator<SignedHead> outside) {
        this.firstBreak = firstBreak;
        this.trust = trust;
        this.outside = outside;
    }

    /** Checks the next entry of the chain. */
    public void next(AuditEntry entry) {
        begin = Math.min(begin, entry.sequence());
        recent.put(entry.sequence(), entry.hash());
        if (entry.kind() == AuditEntry.Kind.HEAD) {
            head(entry);
        }
        SignedHead signed = outside(entry.sequence());
        while (signed != null && signed.sequence() <= entry.sequence()) {
            compare(entry, signed);
            nextOutside = null;
            signed = outside(entry.sequence());
        }
    }

    /** Ends the chain and reads the remaining heads, which show whether it was longer. */
    public void end() {
        while (outside(begin) != null) {
            nextOutside = null;
        }
    }

    /** Requires the last head of the chain in the folder, since a head is stored before it is appended to the chain. */
    void requireInFolder(Optional<SignedHead> now) {
        long known = now.map(SignedHead::sequence).orElse(-1L);
        lastHeadEntry
                .filter(entry -> known < signedThrough)
                .ifPresent(entry -> firstBreak.add(entry, "the folder of signed heads does not have it"));
    }

    /** Returns the largest sequence that a head in the chain or outside names; 0 without heads. */
    long signedThrough() {
        return Math.max(signedThrough, outsideThrough);
    }

    /** Returns the largest sequence of an entry of this chain that a head confirms; 0 without heads. */
    long witnessed() {
        return witnessed;
    }

    /** Returns the next head outside; null after the last. A head that can't be read is a break at this sequence. */
    private @Nullable SignedHead outside(long sequence) {
        while (nextOutside == null && outside.hasNext()) {
            try {
                nextOutside = outside.next();
                outsideThrough = Math.max(outsideThrough, nextOutside.sequence());
            } catch (UncheckedIOException e) {
                firstBreak.add(Math.max(sequence, 1), "a signed head outside can't be read");
            }
        }
        return nextOutside;
    }

    /** A head can name an earlier entry: the beginning, an entry that the chain omits, or one before this part. */
    private void compare(AuditEntry entry, SignedHead signed) {
        if (signed.sequence() == 0) {
            beginning(signed);
        } else if (signed.sequence() == entry.sequence()) {
            compareHash(entry, signed);
        }
        if (signed.sequence() >= begin) {
            trust.findProblem(signed).ifPresent(wrong -> firstBreak.add(signed.sequence(), wrong));
            lastOutside = Optional.of(signed);
        }
    }

    private void beginning(SignedHead signed) {
        if (!signed.hash().equals(AuditEntry.GENESIS)) {
            firstBreak.add(1, "the signed head of the beginning has another hash");
        }
    }

    private void compareHash(AuditEntry entry, SignedHead signed) {
        if (signed.hash().equals(entry.hash())) {
            witnessed = Math.max(witnessed, entry.sequence());
        } else {
            firstBreak.add(entry.sequence(), "the signed head has another hash");
        }
    }

    private void head(AuditEntry entry) {
        SignedHead head;
        try {
            head = Json.read(Json.bytes(entry.detail()), SignedHead.class);
        } catch (RuntimeException e) {
            firstBreak.add(entry.sequence(), "it holds no head");
            return;
        }
        trust.accept(head).ifPresent(wrong -> firstBreak.add(entry.sequence(), wrong));
        // A head that agrees can still be signed by a key that was not valid any more.
        lastOutside.ifPresent(
                last -> trust.findProblem(last).ifPresent(wrong -> firstBreak.add(last.sequence(), wrong)));
        if (head.sequence() >= begin) {
            if (head.hash().equals(recent.get(head.sequence()))) {
                witnessed = Math.max(witnessed, head.sequence());
            } else {
                firstBreak.add(entry.sequence(), "the head in it has another hash than the entry it names");
            }
        }
        signedThrough = Math.max(signedThrough, head.sequence());
        lastHeadEntry = Optional.of(entry.sequence());
    }
}
