package dev.gleaner.actuator.aws;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.TestInstance;

/** Tests of what the answers of AWS are worth, on one AWS for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SightingsTest {

    @AutoClose
    final AnsweringAws patient = new AnsweringAws();

    /** The SDK gives up soon here, so that a test need not wait for its retries. */
    @AutoClose
    final AnsweringAws busy = new AnsweringAws(Duration.ofMillis(500));

    /** The one that is asked. */
    AnsweringAws aws = patient;
}
