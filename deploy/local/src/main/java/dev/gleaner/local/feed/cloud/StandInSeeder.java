package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.runtime.aws.MotoControl;
import java.net.URI;
import java.util.Objects;

/**
 * What the stand-in draws at random. Each answer of it draws a request id, to whomever it goes, so that a seed lasts until
 * somebody else asks: whatever has a name is made after a seed of its own.
 */
final class StandInSeeder {

    private final MotoControl control;
    private final long seed;

    StandInSeeder(URI endpoint, long seed) {
        this.control = new MotoControl(endpoint);
        this.seed = seed;
    }

    /** What is made next draws the same as at each time under this name. */
    void seedFor(String name) {
        control.seed(Math.floorMod(Objects.hash(seed, name), Integer.MAX_VALUE));
    }

    /** Forgets all that was made. */
    void reset() {
        control.reset();
    }
}
