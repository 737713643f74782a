package dev.gleaner.actuator.support;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;

/** Tests that let time pass by {@link Time#pass}. It is the present again after each. */
public interface PassedTime {

    @AfterEach
    default void resetTheTime() throws SQLException {
        Time.reset();
    }
}
