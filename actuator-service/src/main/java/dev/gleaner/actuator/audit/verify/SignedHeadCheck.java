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
 * Checks the heads in a chain: that each was signed by the key whose turn it was, and tells what the chain really says
 * there; and that every one laid down outside agrees. An older one counts as much as the last: whoever gets a rewritten
 * chain signed can't take back what was signed before.
 */
public final class SignedHeadCheck {

    /** A head enters the chain at once after the entry that it names; before, others could come in between. */
    private static final int REACH = 4096;

    private final FirstBreak firstBreak;
    private final KeyTrust trust;
    private final Iterator<SignedHead> outside;
    private final Map<Long, String> recent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
            return size() > REACH;
        }
    };
    private @Nullable SignedHead nextOutside;
    private Optional<SignedHead> lastOutside = Optional.empty();
    private long outsideThrough;
    private long begin = Long.MAX_VALUE;
    private long signedThrough;
    private long witnessed;
    private Optional<Long> lastHeadEntry = Optional.empty();

    /** {@code outside} are the heads that were laid down, as far as they are known, in order of sequence. */
    public SignedHeadCheck(FirstBreak firstBreak, KeyTrust trust, Iterator<SignedHead> outside) {
        this.firstBreak = firstBreak;
        this.trust = trust;
        this.outside = outside;
    }

    /** Takes the next entry of the chain. */
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

    /** The chain is over; heads that go further show that it was longer. */
    public void end() {
        while (outside(begin) != null) {
            nextOutside = null;
        }
    }

    /** What was laid down outside must not lag behind the chain: a head is laid down before it enters the chain. */
    void requireInFolder(Optional<SignedHead> now) {
        long known = now.map(SignedHead::sequence).orElse(-1L);
        lastHeadEntry
                .filter(entry -> known < signedThrough)
                .ifPresent(entry -> firstBreak.add(entry, "the folder of signed heads does not have it"));
    }

    /** The largest sequence that a head in the chain, or one outside, bears witness to; 0 without any. */
    long signedThrough() {
        return Math.max(signedThrough, outsideThrough);
    }

    /** The largest sequence of an entry here that a head agrees with; 0 without any. */
    long witnessed() {
        return witnessed;
    }

    /** The head outside whose turn it is; null after the last. One that can't be read is a break at this sequence. */
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

    /** One that is about an entry before: about the beginning, about what the chain leaves out, or about no part of this. */
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
        // One that was fine until now may be by a key whose time was over.
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
