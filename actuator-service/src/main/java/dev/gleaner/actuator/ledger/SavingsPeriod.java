package dev.gleaner.actuator.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time in which what an action did to a target is known to have been in force.
 *
 * @param since inclusive
 * @param through exclusive
 * @param ended whether it ceased, so that nothing more comes
 * @param rate what it saves, empty when unknown
 */
record SavingsPeriod(String target, Instant since, Instant through, boolean ended, Optional<SavingsRate> rate) {

    SavingsPeriod {
        if (through.isBefore(since)) {
            throw new IllegalArgumentException("in force through " + through + ", before " + since);
        }
    }

    /** How much of the first so long it was in force. */
    Duration durationWithin(Duration first) {
        Duration all = Duration.between(since, through);
        return all.compareTo(first) < 0 ? all : first;
    }

    /** Had it stayed in force for all the time in which it is followed. */
    SavingsPeriod assumeFullPeriod() {
        return new SavingsPeriod(target, since, since.plus(SavingsComparison.WHOLE), false, rate);
    }
}
