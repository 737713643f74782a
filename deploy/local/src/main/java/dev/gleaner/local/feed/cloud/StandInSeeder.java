package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.runtime.aws.MotoControl;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Seeds the random numbers of the stand-in. Every response of the stand-in draws a request id, so a seed is only valid
 * until the next call of any client. Therefore each named resource is created after a seed of its own.
 */
final class StandInSeeder {

    private final MotoControl control;
    private final long seed;

    StandInSeeder(URI endpoint, long seed) {
        this.control = new MotoControl(endpoint);
        this.seed = seed;
    }

    /** Makes the next creation draw the same numbers each time under this name. */
    void seedFor(String name) {
        control.seed(Math.floorMod(Objects.hash(seed, name), Integer.MAX_VALUE));
    }

    /** Gives resources a creation time in the past, and log groups a size: {@link MotoControl#setPast}. */
    void setPast(List<Map<String, Object>> resources) {
        control.setPast(resources);
    }

    /** Deletes all resources. */
    void reset() {
        control.reset();
    }
}
