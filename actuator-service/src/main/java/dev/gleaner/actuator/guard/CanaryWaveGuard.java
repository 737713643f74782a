package dev.gleaner.actuator.guard;

import java.time.Duration;
import java.util.Optional;

/** Lets a few go first, and nobody after them when too many of them failed. */
record CanaryWaveGuard(double threshold) implements Guard {

    private static final String NAME = "canary";

    /** It is looked at again as soon as a wave is over; this is for when nobody was there to say so. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    @Override
    public Optional<GuardResult> evaluate(GuardContext guardContext) {
        CanaryWaveState wave = guardContext.pace().wave();
        if (guardContext.pace().begun()) {
            return Optional.empty();
        }
        if (wave.isHalted(threshold)) {
            return Optional.of(new GuardResult.Refusal(
                    NAME,
                    wave.failed() + " of a wave of " + wave.size() + " failed: " + wave.action()
                            + " is halted in account "
                            + wave.account() + " until an operator lets it go on (POST /api/canaries/" + wave.action()
                            + "/reset)"));
        }
        return wave.isFull()
                ? Optional.of(new GuardResult.Delay(
                        NAME,
                        "it waits for the wave of " + wave.size() + " " + wave.action() + " before it to be over",
                        guardContext.now().plus(AGAIN)))
                : Optional.empty();
    }
}
