package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.Sighting;
import java.util.Optional;

/** Only what is still stopped, and by the stop that is taken back, is started again: another one is somebody else's. */
final class StillStopped implements RefusingGuard {

    @Override
    public String name() {
        return "still-stopped";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        String state = situation.shown().map(Sighting::state).orElse("not shown by EC2");
        return RefusingGuard.refuseIf(!state.equals(Instance.STOPPED), "the instance is " + state + ", not stopped")
                .or(() -> RefusingGuard.refuseIf(
                        !situation.effectHolds(),
                        "the instance ran since, and somebody else stopped it: that stop is not taken back"));
    }
}
