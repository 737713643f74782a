package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.source.SourceEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Requests the hours of metrics of listed resources, each resource once per interval, in every account and region. */
final class HourlyMetricPoller {

    /** Frequent, so that new resources need not wait. */
    private static final Duration POLL_INTERVAL = Duration.ofMinutes(1);

    private final MetricQueryPlan plan;
    private final Duration interval;
    private final int days;
    private final MetricQueryCheckpoints metricQueryCheckpoints;
    private final RegionMetricReader reading;
    private final SourceEnvironment environment;
    private final RegionMetricReader.FailedRegionBackoff failedRegionBackoff;

    /**
     * A poller for the metrics of a plan.
     *
     * @param interval time between two requests for the same resource
     * @param days of history that its first request covers
     */
    HourlyMetricPoller(
            MetricQueryPlan plan,
            Duration interval,
            int days,
            MetricQueryCheckpoints metricQueryCheckpoints,
            RegionMetricReader reading,
            SourceEnvironment environment) {
        this.plan = plan;
        this.interval = interval;
        this.days = days;
        this.metricQueryCheckpoints = metricQueryCheckpoints;
        this.reading = reading;
        this.environment = environment;
        this.failedRegionBackoff = new RegionMetricReader.FailedRegionBackoff(interval, environment.clock());
    }

    /** Time between two polls. */
    Duration pollInterval() {
        return interval.compareTo(POLL_INTERVAL) < 0 ? interval : POLL_INTERVAL;
    }

    /**
     * Requests what is due in all accounts and regions.
     *
     * @param listed the resources of an account and region; empty before they were listed
     */
    void poll(
            AccountRegionExecutor accountRegionExecutor,
            Function<AwsAccountRegion, Optional<List<MetricTarget>>> listed) {
        accountRegionExecutor.forEachRegion(
                plan.source(),
                failedRegionBackoff::isRetryDue,
                awsAccountRegion -> listed.apply(awsAccountRegion)
                        .ifPresent(targets -> failedRegionBackoff.runOrPause(
                                awsAccountRegion, () -> poll(awsAccountRegion, targets))));
    }

    private void poll(AwsAccountRegion awsAccountRegion, List<MetricTarget> all) {
        HourlyQuerySchedule schedule =
                new HourlyQuerySchedule(interval, days, environment.clock().instant());
        SourceScope sourceScope =
                new SourceScope(plan.source(), awsAccountRegion.account().id(), awsAccountRegion.region());
        List<MetricTarget> due = all.stream()
                .filter(target -> schedule.isDue(metricQueryCheckpoints.find(sourceScope, target.id())))
                .toList();
        RegionMetricReader.Missing missing = reading.read(
                awsAccountRegion,
                plan,
                all,
                due,
                target -> schedule.from(metricQueryCheckpoints.find(sourceScope, target.id())),
                schedule.until());
        through(sourceScope, all, schedule)
                .ifPresent(through -> environment.progress().advance(sourceScope, through));
        missing.throwIfAny();
    }

    /** The least complete time of all resources; empty while one has no data yet. */
    private Optional<Instant> through(SourceScope sourceScope, List<MetricTarget> all, HourlyQuerySchedule schedule) {
        List<Optional<Instant>> times = all.stream()
                .map(target -> metricQueryCheckpoints.find(sourceScope, target.id()))
                .toList();
        return times.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : times.stream()
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder())
                        .or(() -> Optional.of(schedule.until()));
    }

    /**
     * When resources are requested, and for which period. Only whole hours that have settled are requested, so that none
     * is requested twice.
     *
     * @param interval time between two requests
     * @param days covered by the first request
     */
    record HourlyQuerySchedule(Duration interval, int days, Instant now) {

        private static final Duration PERIOD = Duration.ofHours(1);

        /** End of the requested period. */
        Instant until() {
            return MetricQueryRequest.Window.startOfPeriod(now.minus(InstanceQuerySchedule.SETTLING), PERIOD);
        }

        /** Whether the resource is due since its last request. */
        boolean isDue(Optional<Instant> last) {
            Instant turn = MetricQueryRequest.Window.startOfPeriod(now.minus(InstanceQuerySchedule.SETTLING), interval);
            return last.map(until -> until.isBefore(turn)).orElse(true);
        }

        Instant from(Optional<Instant> last) {
            return last.orElseGet(
                    () -> MetricQueryRequest.Window.startOfPeriod(now.minus(Duration.ofDays(days)), interval));
        }
    }
}
