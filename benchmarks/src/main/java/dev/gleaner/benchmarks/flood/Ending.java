package dev.gleaner.benchmarks.flood;

import java.time.Duration;
import java.util.List;

/**
 * How an actuator ended that was asked to while it had work.
 *
 * @param took from being asked to the end of its process
 * @param complaints warnings and errors of its log in that time
 */
record Ending(Duration took, List<String> complaints) {

    Ending {
        complaints = List.copyOf(complaints);
    }
}
