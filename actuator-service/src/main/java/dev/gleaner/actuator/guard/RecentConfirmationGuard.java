package dev.gleaner.actuator.guard;

import dev.gleaner.contracts.finding.FindingConfirmation;
import java.time.Duration;
import java.util.Optional;

/**
 * The analyzer has to have found it true a short time ago. A confirmation from the future confirms nothing: it would be good
 * for as long as it lies ahead.
 *
 * @param ahead how far in the future one may lie, as clocks differ
 */
record RecentConfirmationGuard(Duration age, Duration ahead) implements Guard.Refusing {

    @Override
    public String name() {
        return "confirmation";
    }

    @Override
    public Optional<String> refuse(GuardContext guardContext) {
        return guardContext
                .confirmation()
                .map(FindingConfirmation::through)
                .map(through -> Guard.Refusing.refuseIf(
                                !through.isAfter(guardContext.now().minus(age)),
                                "the analyzer confirmed the finding last for " + through + ", longer than " + age
                                        + " ago")
                        .or(() -> Guard.Refusing.refuseIf(
                                through.isAfter(guardContext.now().plus(ahead)),
                                "the analyzer's confirmation is of the future: " + through)))
                .orElse(Optional.of("the analyzer has not confirmed the finding"));
    }
}
