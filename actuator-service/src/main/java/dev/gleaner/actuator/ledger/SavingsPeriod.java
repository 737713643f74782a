package dev.gleaner.actuator.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Period in which the effect of an action on a target is known to have been in force.
 *
 * @param since inclusive
 * @param through exclusive
 * @param ended whether the effect has ended, so that the period is final
 * @param rate saving per time; empty when unknown
 */
public record SavingsPeriod(String target, Instant since, Instant through, boolean ended, Optional<SavingsRate> rate) {

    public SavingsPeriod {
        if (through.isBefore(since)) {
            throw new IllegalArgumentException("in force through " + through + ", before " + since);
        }
    }

    /** The part of this first duration in which the effect was in force. */
    Duration durationWithin(Duration first) {
        Duration all = Duration.between(since, through);
        return all.compareTo(first) < 0 ? all : first;
    }

    /** The same period if the effect stayed in force for the whole time that is measured. */
    SavingsPeriod assumeFullPeriod() {
        return new SavingsPeriod(target, since, since.plus(SavingsComparison.WHOLE), false, rate);
    }
}
