package dev.gleaner.actuator.aws;

import java.time.Instant;

/**
 * An instance as Describe showed it once.
 *
 * @param launched when it was started last; a start changes it, so it tells two runs apart
 */
public record InstanceSighting(Instance instance, Instant launched) implements Sighting {

    @Override
    public Subject subject() {
        return instance;
    }

    /** Its state by EC2's name. */
    @Override
    public String state() {
        return instance.state();
    }

    @Override
    public String sentence() {
        return "the instance is " + state();
    }
}
