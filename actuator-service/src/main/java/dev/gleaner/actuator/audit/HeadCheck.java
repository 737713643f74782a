package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Checks the heads in a chain: that each was signed by the key whose turn it was, and tells what the chain really says
 * there; and that the last one laid down outside agrees.
 */
final class HeadCheck {

    /** A head enters the chain at once after the entry that it names; before, others could come in between. */
    private static final int REACH = 4096;

    private final Breaks breaks;
    private final KeyTrust trust;
    private final Optional<SignedHead> outside;
    private final Map<Long, String> recent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
            return size() > REACH;
        }
    };
    private long begin = Long.MAX_VALUE;
    private long signedThrough;
    private long witnessed;
    private Optional<Long> lastHeadEntry = Optional.empty();

    /** {@code outside} is the last head that was laid down, if that is known. */
    HeadCheck(Breaks breaks, KeyTrust trust, Optional<SignedHead> outside) {
        this.breaks = breaks;
        this.trust = trust;
        this.outside = outside;
    }

    /** Takes the next entry of the chain. */
    void next(AuditEntry entry) {
        begin = Math.min(begin, entry.sequence());
        recent.put(entry.sequence(), entry.hash());
        if (entry.kind() == AuditEntry.Kind.HEAD) {
            head(entry);
        }
        outside.filter(signed -> signed.sequence() == entry.sequence()).ifPresent(signed -> compare(entry, signed));
    }

    /** The chain is over: the head outside has to be by the key whose turn it was. */
    void end() {
        outside.flatMap(trust::wrong)
                .ifPresent(wrong -> breaks.add(outside.orElseThrow().sequence(), wrong));
    }

    /** What was laid down outside must not lag behind the chain: a head is laid down before it enters the chain. */
    void laidDown(Optional<SignedHead> now) {
        long known = now.map(SignedHead::sequence).orElse(-1L);
        lastHeadEntry
                .filter(entry -> known < signedThrough)
                .ifPresent(entry -> breaks.add(entry, "the folder of signed heads does not have it"));
    }

    /** The largest sequence that a head in the chain, or the one outside, bears witness to; 0 without any. */
    long signedThrough() {
        return Math.max(signedThrough, outside.map(SignedHead::sequence).orElse(0L));
    }

    /** The largest sequence of an entry here that a head agrees with; 0 without any. */
    long witnessed() {
        return witnessed;
    }

    private void compare(AuditEntry entry, SignedHead signed) {
        if (signed.hash().equals(entry.hash())) {
            witnessed = Math.max(witnessed, entry.sequence());
        } else {
            breaks.add(entry.sequence(), "the signed head has another hash");
        }
    }

    private void head(AuditEntry entry) {
        SignedHead head;
        try {
            head = Json.read(Json.bytes(entry.detail()), SignedHead.class);
        } catch (RuntimeException e) {
            breaks.add(entry.sequence(), "it holds no head");
            return;
        }
        trust.take(head).ifPresent(wrong -> breaks.add(entry.sequence(), wrong));
        if (head.sequence() >= begin) {
            if (head.hash().equals(recent.get(head.sequence()))) {
                witnessed = Math.max(witnessed, head.sequence());
            } else {
                breaks.add(entry.sequence(), "the head in it has another hash than the entry it names");
            }
        }
        signedThrough = Math.max(signedThrough, head.sequence());
        lastHeadEntry = Optional.of(entry.sequence());
    }
}
