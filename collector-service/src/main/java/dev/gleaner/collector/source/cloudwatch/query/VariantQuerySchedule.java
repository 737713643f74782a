package dev.gleaner.collector.source.cloudwatch.query;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When variants of endpoints are asked for, and since when: whole periods only, that have settled, so that none is asked for
 * twice.
 *
 * @param interval from one asking to the next
 * @param days that are asked for at first
 */
record VariantQuerySchedule(Duration interval, int days, Instant now) {

    /** End of what is asked for. */
    Instant until() {
        return QueryWindow.startOfPeriod(now.minus(InstanceQuerySchedule.SETTLING), MetricQueryPlan.VARIANTS.period());
    }

    /** Whether its turn has come since it was asked for last. */
    boolean isDue(Optional<Instant> last) {
        Instant turn = QueryWindow.startOfPeriod(now.minus(InstanceQuerySchedule.SETTLING), interval);
        return last.map(until -> until.isBefore(turn)).orElse(true);
    }

    Instant from(Optional<Instant> last) {
        return last.orElseGet(() -> QueryWindow.startOfPeriod(now.minus(Duration.ofDays(days)), interval));
    }
}
