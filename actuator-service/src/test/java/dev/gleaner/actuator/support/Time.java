package dev.gleaner.actuator.support;

import dev.gleaner.test.postgres.DatabaseTime;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** The time of the actuator's database, by which it keeps all periods. A test lets it pass instead of waiting. */
public final class Time {

    private static volatile Duration passed = Duration.ZERO;

    private Time() {}

    /** Lets so much time pass at once. */
    public static synchronized void pass(Duration time) throws SQLException {
        Sql.run(DatabaseTime.pass(time));
        passed = passed.plus(time);
    }

    /**
     * Goes back to the time of the host, which is that of the AWS stand-in and of what is measured here: after each test that lets
     * time pass, when nothing of it is left that would have to wait for its time to come again.
     */
    public static synchronized void reset() throws SQLException {
        pass(passed.negated());
    }

    /** What the actuator's database says. */
    public static Instant now() {
        return Instant.now().plus(passed);
    }
}
