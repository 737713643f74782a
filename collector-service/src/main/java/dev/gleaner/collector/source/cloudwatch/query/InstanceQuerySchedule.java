package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which instances are requested now, and for which period, at the lowest cost.
 *
 * @param pendingDecision ids of instances that are pending a decision
 */
record InstanceQuerySchedule(GetMetricDataConfig config, Set<String> pendingDecision, Instant now) {

    /** Time for which points are still added and changed. */
    static final Duration SETTLING = Duration.ofMinutes(10);

    /** End of the requested period: the end of the last complete one. */
    Instant until() {
        return MetricQueryRequest.Window.startOfPeriod(now, InstanceMetrics.INSTANCES.period());
    }

    /** Whether the instance needs a request and is due since its last one. */
    boolean isDue(InstanceRegistry.Member instance, Optional<Instant> last) {
        return needsQuery(instance, last)
                && last.map(until -> until.isBefore(turn(interval(instance)))).orElse(true);
    }

    /**
     * Whether there may be unknown data. A stopped instance has no metrics, and no rule evaluates it: it is requested
     * once more, until its last points have settled, and again when it runs.
     */
    boolean needsQuery(InstanceRegistry.Member instance, Optional<Instant> last) {
        return instance.stoppedSince()
                .map(resting -> last.isPresent() && last.get().isBefore(resting.plus(SETTLING)))
                .orElse(true);
    }

    /**
     * Points that had not settled at the last request are requested again; a new instance is requested for the
     * configured days.
     */
    Instant from(Optional<Instant> last) {
        return last.map(until -> until.minus(SETTLING).minus(InstanceMetrics.INSTANCES.period()))
                .orElseGet(() -> MetricQueryRequest.Window.startOfPeriod(
                        now.minus(Duration.ofDays(config.days())), Duration.ofHours(1)));
    }

    private Duration interval(InstanceRegistry.Member instance) {
        return pendingDecision.contains(instance.id())
                        && config.near().interval().compareTo(config.interval()) < 0
                ? config.near().interval()
                : config.interval();
    }

    /** Full hours plus the settling time, so that the first request of an hour returns all of it. */
    private Instant turn(Duration interval) {
        return MetricQueryRequest.Window.startOfPeriod(now.minus(SETTLING), interval)
                .plus(SETTLING);
    }
}
