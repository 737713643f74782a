package dev.gleaner.actuator.database;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Lease that one actuator holds at a time, by the database's clock. It is the row with id 1 of a table with the columns
 * {@code owner} and {@code until}.
 */
public final class DatabaseLease {

    private static final String ACQUIRE_OR_RENEW = """
            with previous as (select owner from %1$s where id = 1 for update)
            update %1$s p
               set owner = :owner, until = now() + make_interval(secs => :seconds)
              from previous
             where p.id = 1 and (p.owner = :owner or p.until < now()) and %2$s
            returning previous.owner = :owner
            """;

    private final Mutiny.SessionFactory sessions;
    private final LeaseOwner owner;
    private final Duration duration;
    private final String sql;

    /** A lease in this table. */
    public DatabaseLease(Mutiny.SessionFactory sessions, LeaseOwner owner, String table, Duration duration) {
        this(sessions, owner, table, duration, "true");
    }

    /**
     * A lease that is given only under a condition.
     *
     * @param condition SQL about the row, as {@code p}
     */
    public DatabaseLease(
            Mutiny.SessionFactory sessions, LeaseOwner owner, String table, Duration duration, String condition) {
        this.sessions = sessions;
        this.owner = owner;
        this.duration = duration;
        this.sql = ACQUIRE_OR_RENEW.formatted(table, condition);
    }

    /** Result of a request for the lease. */
    public enum Outcome {
        /** Another actuator holds the lease, or the condition does not hold. */
        NOT_HELD,
        /** This actuator did not hold the lease before: the previous holder has to be fenced off. */
        ACQUIRED,
        /** This actuator held the lease already. */
        RENEWED;

        public boolean isHeld() {
            return this != NOT_HELD;
        }
    }

    /** Requests the lease for another period. */
    public Uni<Outcome> acquireOrRenew() {
        return sessions.withTransaction(session -> session.createNativeQuery(sql, Boolean.class)
                        .setParameter("owner", owner.name())
                        .setParameter("seconds", (double) duration.toSeconds())
                        .getSingleResultOrNull())
                .map(DatabaseLease::outcome);
    }

    private static Outcome outcome(Boolean hadIt) {
        if (hadIt == null) {
            return Outcome.NOT_HELD;
        }
        return hadIt ? Outcome.RENEWED : Outcome.ACQUIRED;
    }
}
