package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Who is asked for now, and since when, to pay for as little as possible. */
final class InstanceQuerySchedule {

    /** Points still come, and change, for so long. */
    static final Duration SETTLING = Duration.ofMinutes(10);

    private final GetMetricDataConfig config;
    private final Set<String> pendingDecision;
    private final Instant now;

    /** For those that are near a decision, by their ids, and all others. */
    InstanceQuerySchedule(GetMetricDataConfig config, Set<String> near, Instant now) {
        this.config = config;
        this.pendingDecision = near;
        this.now = now;
    }

    /** End of what is asked for: the period under way is not. */
    Instant until() {
        return MetricQueryRequest.Window.startOfPeriod(now, MetricQueryPlan.INSTANCES.period());
    }

    /** Whether it is wanted, and its turn has come since it was asked for last. */
    boolean isDue(InstanceRegistry.Member instance, Optional<Instant> last) {
        return needsQuery(instance, last)
                && last.map(until -> until.isBefore(turn(interval(instance)))).orElse(true);
    }

    /**
     * Whether there may be something to know that is not known. An instance that rests has no metrics, and no rule judges it:
     * it is asked for once more, up to when that had settled, and again when it runs.
     */
    boolean needsQuery(InstanceRegistry.Member instance, Optional<Instant> last) {
        return instance.stoppedSince()
                .map(resting -> last.isPresent() && last.get().isBefore(resting.plus(SETTLING)))
                .orElse(true);
    }

    /** What had not settled the last time is asked for again; who is new is asked for some days. */
    Instant from(Optional<Instant> last) {
        return last.map(until -> until.minus(SETTLING).minus(MetricQueryPlan.INSTANCES.period()))
                .orElseGet(() -> MetricQueryRequest.Window.startOfPeriod(
                        now.minus(Duration.ofDays(config.days())), Duration.ofHours(1)));
    }

    private Duration interval(InstanceRegistry.Member instance) {
        return pendingDecision.contains(instance.id())
                        && config.near().interval().compareTo(config.interval()) < 0
                ? config.near().interval()
                : config.interval();
    }

    /** Behind the full hour by what it takes to settle, so that each hour is complete at its first asking. */
    private Instant turn(Duration interval) {
        return MetricQueryRequest.Window.startOfPeriod(now.minus(SETTLING), interval)
                .plus(SETTLING);
    }
}
