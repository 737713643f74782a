package dev.gleaner.actuator.guard;

import dev.gleaner.contracts.finding.FindingConfirmation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Leaves a host alone on whose cards a process was seen a short time ago, whatever the cards did. */
record NoRecentProcess(Duration age) implements RefusingGuard {

    @Override
    public String name() {
        return "compute-process";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        return situation
                .confirmation()
                .map(FindingConfirmation::lastProcess)
                .filter(last -> last.isAfter(situation.now().minus(age)))
                .map(NoRecentProcess::text);
    }

    private static String text(Instant last) {
        return "a compute process was seen on a card of it at " + last;
    }
}
