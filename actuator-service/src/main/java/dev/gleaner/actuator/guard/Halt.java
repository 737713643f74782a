package dev.gleaner.actuator.guard;

import java.util.Optional;

/** Nothing is done once somebody said halt. It refuses: a yes from before an emergency does not outlive it. */
final class Halt implements RefusingGuard {

    @Override
    public String name() {
        return "kill-switch";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        return RefusingGuard.refuseIf(situation.killSwitch(), "the kill switch is on, or was since the yes");
    }
}
