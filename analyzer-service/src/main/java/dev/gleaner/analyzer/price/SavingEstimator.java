package dev.gleaner.analyzer.price;

import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Saving;
import java.time.LocalDate;

/** Estimates the saving for resources of one kind. */
@FunctionalInterface
public interface SavingEstimator<S extends RuleInput> {

    /**
     * The saving as of a day; unpriced, with the reason, when the price is not known.
     *
     * @param part of the cost that would be saved, 0 to 1
     */
    Saving estimate(S input, double part, LocalDate day);

    /** The saving of what a rule found. */
    default Saving estimate(S input, Verdict.Found found, LocalDate day) {
        return estimate(input, found.part(), day);
    }
}
