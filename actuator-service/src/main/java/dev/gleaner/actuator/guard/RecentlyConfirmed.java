package dev.gleaner.actuator.guard;

import dev.gleaner.contracts.confirmation.Confirmation;
import java.time.Duration;
import java.util.Optional;

/** The analyzer has to have found it true a short time ago. */
record RecentlyConfirmed(Duration age) implements RefusingGuard {

    @Override
    public String name() {
        return "confirmation";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        return situation
                .confirmation()
                .map(Confirmation::through)
                .map(through -> RefusingGuard.refuseIf(
                        !through.isAfter(situation.now().minus(age)),
                        "the analyzer confirmed the finding last for " + through + ", longer than " + age + " ago"))
                .orElse(Optional.of("the analyzer has not confirmed the finding"));
    }
}
