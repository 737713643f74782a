package dev.gleaner.actuator.audit;

import dev.gleaner.actuator.database.LeaseOwner;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;

/** Lets one actuator publish at a time, by the database's clock. */
@ApplicationScoped
class PublisherLease {

    /** What asking for the lease came to. */
    enum Hold {
        /** Somebody else has it. */
        NONE,
        /** We have it since now: whoever had it before has to be fenced off. */
        ACQUIRED,
        /** We had it, and still do. */
        RENEWED
    }

    private static final String HOLD = """
            with previous as (select owner from audit_publisher where id = 1 for update)
            update audit_publisher p
               set owner = :owner, until = now() + make_interval(secs => :seconds)
              from previous
             where p.id = 1 and (p.owner = :owner or p.until < now())
            returning previous.owner = :owner
            """;

    private final Mutiny.SessionFactory sessions;
    private final AuditConfig config;
    private final LeaseOwner owner;

    PublisherLease(Mutiny.SessionFactory sessions, AuditConfig config, LeaseOwner owner) {
        this.sessions = sessions;
        this.config = config;
        this.owner = owner;
    }

    /** Takes or prolongs the lease. */
    Uni<Hold> acquireOrRenew() {
        return sessions.withTransaction(session -> session.createNativeQuery(HOLD, Boolean.class)
                        .setParameter("owner", owner.name())
                        .setParameter(
                                "seconds", (double) config.publisherLease().toSeconds())
                        .getSingleResultOrNull())
                .map(PublisherLease::outcome);
    }

    private static Hold outcome(Boolean hadIt) {
        if (hadIt == null) {
            return Hold.NONE;
        }
        return hadIt ? Hold.RENEWED : Hold.ACQUIRED;
    }
}
