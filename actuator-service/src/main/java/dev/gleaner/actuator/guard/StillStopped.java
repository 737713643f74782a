package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.Sighting;
import java.util.Optional;

/** Only what is still stopped can be started again. */
final class StillStopped implements RefusingGuard {

    @Override
    public String name() {
        return "still-stopped";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        String state = situation.shown().map(Sighting::state).orElse("not shown by EC2");
        return RefusingGuard.refuseIf(!state.equals(Instance.STOPPED), "the instance is " + state + ", not stopped");
    }
}
