package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.guard.Delay;
import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** How an approved action waits: queued as it is, with its reason, and audited once a reason, not at each look. */
@ApplicationScoped
class Delays {

    private final AuditChain audit;

    Delays(AuditChain audit) {
        this.audit = audit;
    }

    /**
     * Lets it wait, at most as long as its approval counts: then it is looked at once more, and refused. The approval of what
     * has begun was used, and no longer ends.
     */
    Uni<Void> until(Hold hold, Delay delay) {
        boolean said = hold.action().reason().equals(Optional.of(delay.why()));
        hold.action()
                .waitsFor(
                        delay.guard(),
                        delay.why(),
                        hold.action().hasToGoOn()
                                ? delay.until()
                                : earlier(delay.until(), hold.action().validUntil()));
        Uni<Void> flushed = hold.session().flush();
        return said
                ? flushed
                : flushed.chain(
                        () -> audit.append(hold.session(), hold.objected(AuditEntry.Kind.CLAIMED, "waits", delay)));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
