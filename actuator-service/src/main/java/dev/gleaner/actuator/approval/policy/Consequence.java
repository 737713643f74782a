package dev.gleaner.actuator.approval.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a rule wants.
 *
 * @param people how many have to say yes, 0 for never
 * @param from groups and {@link #OWNER} whose yes counts; empty for everybody's
 * @param notice after which it is done without a yes
 * @param reasonWords how many words the reason of a yes needs at least
 */
record Consequence(int people, List<String> from, Optional<Duration> notice, int reasonWords) {

    /** The one that the resource's tag names. */
    static final String OWNER = "owner";

    /** It may not be done from here. */
    static final Consequence NEVER = new Consequence(0, List.of(), Optional.empty(), 0);

    Consequence {
        from = List.copyOf(from);
    }
}
