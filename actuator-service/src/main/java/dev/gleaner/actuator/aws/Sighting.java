package dev.gleaner.actuator.aws;

import java.time.Instant;

/**
 * An instance as Describe showed it once.
 *
 * @param launched when it was started last; a start changes it, so it tells two runs apart
 */
public record Sighting(Instance instance, Instant launched) {

    /** Its state by EC2's name. */
    public String state() {
        return instance.state();
    }
}
