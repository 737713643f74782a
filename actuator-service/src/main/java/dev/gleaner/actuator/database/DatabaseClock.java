package dev.gleaner.actuator.database;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;

/** The one clock that leases, expiry and cooldowns go by, however many actuators run. */
public final class DatabaseClock {

    private DatabaseClock() {}

    /** The database's time now, not at the start of the transaction. */
    public static Uni<Instant> now(Mutiny.Session session) {
        return session.createNativeQuery("select clock_timestamp()", Instant.class)
                .getSingleResult();
    }
}
