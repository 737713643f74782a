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

/** Asks CloudWatch how often the inference endpoints were called that the inventory knows. */
@ApplicationScoped
class EndpointMetricsSource implements PolledSource {

    /** So that new endpoints do not wait; each is asked for once in the configured interval. */
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final GetMetricDataConfig config;
    private final AccountRegionExecutor rounds;
    private final InferenceEndpointRegistry endpoints;
    private final MetricQueryCheckpoints askedUntil;
    private final RegionMetricReader reading;
    private final ProgressPublisher progress;
    private final Clock clock;
    private final FailedRegionBackoff pauses;

    EndpointMetricsSource(
            GetMetricDataConfig config,
            AccountRegionExecutor rounds,
            InferenceEndpointRegistry endpoints,
            MetricQueryCheckpoints askedUntil,
            RegionMetricReader reading,
            ProgressPublisher progress,
            Clock clock) {
        this.config = config;
        this.rounds = rounds;
        this.endpoints = endpoints;
        this.askedUntil = askedUntil;
        this.reading = reading;
        this.progress = progress;
        this.clock = clock;
        this.pauses = new FailedRegionBackoff(config.endpoints().interval(), clock);
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
        return interval.compareTo(LOOK) < 0 ? interval : LOOK;
    }

    @Override
    public void poll() {
        rounds.forEachRegion(
                name(),
                pauses::isRetryDue,
                realm -> endpoints
                        .region(realm.account().id(), realm.region())
                        .ifPresent(listed -> pauses.runOrPause(realm, () -> poll(realm, variants(listed)))));
    }

    private static List<MetricTarget> variants(List<InferenceEndpointRegistry.Endpoint> listed) {
        return listed.stream()
                .flatMap(endpoint ->
                        endpoint.variants().stream().map(variant -> MetricTarget.variant(endpoint.arn(), variant)))
                .toList();
    }

    private void poll(AwsAccountRegion realm, List<MetricTarget> all) {
        VariantQuerySchedule schedule =
                new VariantQuerySchedule(config.endpoints().interval(), config.days(), clock.instant());
        SourceScope stretch = new SourceScope(name(), realm.account().id(), realm.region());
        List<MetricTarget> due = all.stream()
                .filter(variant -> schedule.isDue(askedUntil.of(stretch, variant.id())))
                .toList();
        RegionMetricReader.Missing missing = reading.read(
                realm,
                MetricQueryPlan.VARIANTS,
                all,
                due,
                variant -> schedule.from(askedUntil.of(stretch, variant.id())),
                schedule.until());
        through(stretch, all, schedule).ifPresent(through -> progress.advance(stretch, through));
        missing.throwIfAny();
    }

    /** As complete as the one that waits the longest; empty while one was never answered. */
    private Optional<Instant> through(SourceScope stretch, List<MetricTarget> all, VariantQuerySchedule schedule) {
        List<Optional<Instant>> asked = all.stream()
                .map(variant -> askedUntil.of(stretch, variant.id()))
                .toList();
        return asked.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : asked.stream()
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder())
                        .or(() -> Optional.of(schedule.until()));
    }
}
