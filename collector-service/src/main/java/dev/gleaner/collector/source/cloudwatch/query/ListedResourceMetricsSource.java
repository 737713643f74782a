package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceEnvironment;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Requests the metrics of one kind of resource, as it was last listed, from CloudWatch. */
final class ListedResourceMetricsSource implements PolledSource {

    /** Frequent, so that new resources need not wait; each one is requested once per configured interval. */
    private static final Duration POLL_INTERVAL = Duration.ofMinutes(1);

    private final MetricQueryPlan plan;
    private final Settings settings;
    private final Requests requests;
    private final SourceEnvironment environment;
    private final Function<AwsAccountRegion, Optional<List<MetricTarget>>> targets;
    private final RegionMetricReader.FailedRegionBackoff failedRegionBackoff;

    /** A source of the resources of a region; without them as long as it was not listed. */
    ListedResourceMetricsSource(
            MetricQueryPlan plan,
            Settings settings,
            Requests requests,
            SourceEnvironment environment,
            Function<AwsAccountRegion, Optional<List<MetricTarget>>> targets) {
        this.plan = plan;
        this.settings = settings;
        this.requests = requests;
        this.environment = environment;
        this.targets = targets;
        this.failedRegionBackoff = new RegionMetricReader.FailedRegionBackoff(settings.interval(), environment.clock());
    }

    @Override
    public Polling polling() {
        return new Polling(
                plan.source(),
                settings.enabled(),
                settings.interval().compareTo(POLL_INTERVAL) < 0 ? settings.interval() : POLL_INTERVAL);
    }

    @Override
    public void poll() {
        requests.accountRegionExecutor()
                .forEachRegion(
                        plan.source(),
                        failedRegionBackoff::isRetryDue,
                        awsAccountRegion -> targets.apply(awsAccountRegion)
                                .ifPresent(listed -> failedRegionBackoff.runOrPause(
                                        awsAccountRegion, () -> poll(awsAccountRegion, listed))));
    }

    private void poll(AwsAccountRegion awsAccountRegion, List<MetricTarget> all) {
        QuerySchedule schedule = new QuerySchedule(
                settings.interval(), settings.days(), environment.clock().instant());
        SourceScope sourceScope =
                new SourceScope(plan.source(), awsAccountRegion.account().id(), awsAccountRegion.region());
        List<MetricTarget> due = all.stream()
                .filter(target -> schedule.isDue(find(sourceScope, target)))
                .toList();
        RegionMetricReader.Missing missing = requests.reading()
                .read(
                        awsAccountRegion,
                        plan,
                        all,
                        due,
                        target -> schedule.from(find(sourceScope, target)),
                        schedule.until());
        through(sourceScope, all, schedule)
                .ifPresent(through -> environment.progress().advance(sourceScope, through));
        missing.throwIfAny();
    }

    /** The least complete time of all resources; empty while one has no data yet. */
    private Optional<Instant> through(SourceScope sourceScope, List<MetricTarget> all, QuerySchedule schedule) {
        List<Optional<Instant>> times =
                all.stream().map(target -> find(sourceScope, target)).toList();
        return times.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : times.stream()
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder())
                        .or(() -> Optional.of(schedule.until()));
    }

    private Optional<Instant> find(SourceScope sourceScope, MetricTarget target) {
        return requests.metricQueryCheckpoints().find(sourceScope, target.id());
    }

    /**
     * The configuration of a source.
     *
     * @param interval time between two requests for a resource
     * @param days covered by the first request
     */
    record Settings(boolean enabled, Duration interval, int days) {}

    /** What requests are made with. */
    @Singleton
    record Requests(
            AccountRegionExecutor accountRegionExecutor,
            MetricQueryCheckpoints metricQueryCheckpoints,
            RegionMetricReader reading) {}

    /**
     * When resources are requested, and for which time. Only whole hours that have settled are requested, so that none is
     * requested twice.
     *
     * @param interval time between two requests
     * @param days covered by the first request
     */
    record QuerySchedule(Duration interval, int days, Instant now) {

        private static final Duration HOUR = Duration.ofHours(1);

        /** End of the requested time. */
        Instant until() {
            return MetricQueryRequest.Window.startOfPeriod(now.minus(InstanceQuerySchedule.SETTLING), HOUR);
        }

        /** Whether the resource is due since its last request. */
        boolean isDue(Optional<Instant> last) {
            Instant turn = MetricQueryRequest.Window.startOfPeriod(now.minus(InstanceQuerySchedule.SETTLING), interval);
            return last.map(until -> until.isBefore(turn)).orElse(true);
        }

        /**
         * Begin of the requested time: a whole hour, as CloudWatch counts periods from there. An hour that begins later would get the
         * values of parts of two.
         */
        Instant from(Optional<Instant> last) {
            Duration step = interval.compareTo(HOUR) < 0 ? HOUR : interval;
            return last.orElseGet(() -> MetricQueryRequest.Window.startOfPeriod(
                    MetricQueryRequest.Window.startOfPeriod(now.minus(Duration.ofDays(days)), step), HOUR));
        }
    }
}
