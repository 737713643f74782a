package dev.gleaner.actuator.guard;

import java.time.Duration;
import java.util.Optional;

/**
 * Leaves alone what comes back each time: somebody needs it, and it is not for us to fight them
 * (aws-solutions/instance-scheduler-on-aws#122, aws-solutions/instance-scheduler-on-aws#268).
 *
 * @param times from which on nobody does it again
 * @param timesByPolicy the same where no person said yes
 * @param within how long back is looked
 */
record FlappingGuard(int times, int timesByPolicy, Duration within) implements Guard.Refusing {

    @Override
    public String name() {
        return "flaps";
    }

    @Override
    public Optional<String> refuse(GuardContext guardContext) {
        int comebacks = guardContext.pace().comebacks();
        int limit = guardContext.scope().isByPolicy() ? timesByPolicy : times;
        return Guard.Refusing.refuseIf(
                comebacks >= limit,
                "flaps: the same was done to it " + comebacks + " times within " + within
                        + ", and it came back each time");
    }
}
