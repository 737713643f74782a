package dev.gleaner.actuator.database;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;

/** The clock for leases, expiry and cooldowns, which all actuators share. */
public final class DatabaseClock {

    private DatabaseClock() {}

    /** Current time of the database; not the start time of the transaction. */
    public static Uni<Instant> now(Mutiny.Session session) {
        return session.createNativeQuery("select clock_timestamp()", Instant.class)
                .getSingleResult();
    }
}
