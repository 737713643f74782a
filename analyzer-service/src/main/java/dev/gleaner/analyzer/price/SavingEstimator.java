package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.contracts.finding.Saving;
import java.time.LocalDate;

/** What acting on resources of one kind would save. */
@FunctionalInterface
public interface SavingEstimator<S extends RuleInput> {

    /**
     * The saving as of a day; unpriced, with the reason, where the price is not known.
     *
     * @param part of what is paid for that no longer would be, 0 to 1
     */
    Saving estimate(S seen, double part, LocalDate day);
}
