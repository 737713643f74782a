package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.fleet.InferenceEndpointRegistry;
import dev.gleaner.collector.progress.ProgressPublisher;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Requests the invocations of inference endpoints in the inventory from CloudWatch. */
@ApplicationScoped
class EndpointMetricsSource implements PolledSource {

    /** Frequent, so that new endpoints need not wait; each endpoint is requested once per configured interval. */
    private static final Duration POLL_INTERVAL = Duration.ofMinutes(1);

    private final GetMetricDataConfig config;
    private final AccountRegionExecutor accountRegionExecutor;
    private final InferenceEndpointRegistry inferenceEndpointRegistry;
    private final MetricQueryCheckpoints metricQueryCheckpoints;
    private final RegionMetricReader reading;
    private final ProgressPublisher progress;
    private final Clock clock;
    private final RegionMetricReader.FailedRegionBackoff failedRegionBackoff;

    EndpointMetricsSource(
            GetMetricDataConfig config,
            AccountRegionExecutor accountRegionExecutor,
            InferenceEndpointRegistry inferenceEndpointRegistry,
            MetricQueryCheckpoints metricQueryCheckpoints,
            RegionMetricReader reading,
            ProgressPublisher progress,
            Clock clock) {
        this.config = config;
        this.accountRegionExecutor = accountRegionExecutor;
        this.inferenceEndpointRegistry = inferenceEndpointRegistry;
        this.metricQueryCheckpoints = metricQueryCheckpoints;
        this.reading = reading;
        this.progress = progress;
        this.clock = clock;
        this.failedRegionBackoff =
                new RegionMetricReader.FailedRegionBackoff(config.endpoints().interval(), clock);
    }

    @Override
    public String name() {
        return MetricQueryPlan.VARIANTS.source();
    }

    @Override
    public boolean enabled() {
        return config.enabled() && config.endpoints().enabled();
    }

    @Override
    public Duration interval() {
        Duration interval = config.endpoints().interval();
        return interval.compareTo(POLL_INTERVAL) < 0 ? interval : POLL_INTERVAL;
    }

    @Override
    public void poll() {
        accountRegionExecutor.forEachRegion(
                name(),
                failedRegionBackoff::isRetryDue,
                awsAccountRegion -> inferenceEndpointRegistry
                        .region(awsAccountRegion.account().id(), awsAccountRegion.region())
                        .ifPresent(listed -> failedRegionBackoff.runOrPause(
                                awsAccountRegion, () -> poll(awsAccountRegion, variants(listed)))));
    }

    private static List<MetricTarget> variants(List<InferenceEndpointRegistry.Endpoint> listed) {
        return listed.stream()
                .flatMap(endpoint ->
                        endpoint.variants().stream().map(variant -> MetricTarget.variant(endpoint.arn(), variant)))
                .toList();
    }

    private void poll(AwsAccountRegion awsAccountRegion, List<MetricTarget> all) {
        VariantQuerySchedule schedule =
                new VariantQuerySchedule(config.endpoints().interval(), config.days(), clock.instant());
        SourceScope sourceScope =
                new SourceScope(name(), awsAccountRegion.account().id(), awsAccountRegion.region());
        List<MetricTarget> due = all.stream()
                .filter(variant -> schedule.isDue(metricQueryCheckpoints.find(sourceScope, variant.id())))
                .toList();
        RegionMetricReader.Missing missing = reading.read(
                awsAccountRegion,
                MetricQueryPlan.VARIANTS,
                all,
                due,
                variant -> schedule.from(metricQueryCheckpoints.find(sourceScope, variant.id())),
                schedule.until());
        through(sourceScope, all, schedule).ifPresent(through -> progress.advance(sourceScope, through));
        missing.throwIfAny();
    }

    /** The least complete time of all variants; empty while one has no data yet. */
    private Optional<Instant> through(SourceScope sourceScope, List<MetricTarget> all, VariantQuerySchedule schedule) {
        List<Optional<Instant>> times = all.stream()
                .map(variant -> metricQueryCheckpoints.find(sourceScope, variant.id()))
                .toList();
        return times.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : times.stream()
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder())
                        .or(() -> Optional.of(schedule.until()));
    }

    /**
     * When variants are requested, and for which period. Only whole periods that have settled are requested, so that
     * none is requested twice.
     *
     * @param interval time between two requests
     * @param days covered by the first request
     */
    record VariantQuerySchedule(Duration interval, int days, Instant now) {

        /** End of the requested period. */
        Instant until() {
            return MetricQueryRequest.Window.startOfPeriod(
                    now.minus(InstanceQuerySchedule.SETTLING), MetricQueryPlan.VARIANTS.period());
        }

        /** Whether the variant is due since its last request. */
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
