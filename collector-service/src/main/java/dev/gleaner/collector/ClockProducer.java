package dev.gleaner.collector;

import jakarta.inject.Singleton;
import java.time.Clock;

/** The system clock as a bean, so that tests can replace it. */
final class ClockProducer {

    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
