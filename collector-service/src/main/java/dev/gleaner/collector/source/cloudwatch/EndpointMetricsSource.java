package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.aws.Realm;
import dev.gleaner.collector.fleet.Endpoints;
import dev.gleaner.collector.progress.ProgressOwner;
import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.source.Rounds;
import dev.gleaner.collector.source.Source;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Asks CloudWatch how often the inference endpoints were called that the inventory knows. */
@ApplicationScoped
class EndpointMetricsSource implements Source {

    /** So that new endpoints do not wait; each is asked for once in the configured interval. */
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final GetMetricDataConfig config;
    private final Rounds rounds;
    private final Endpoints endpoints;
    private final AskedUntil askedUntil;
    private final MetricReading reading;
    private final ProgressOwner progress;
    private final Clock clock;
    private final Pauses pauses;

    EndpointMetricsSource(
            GetMetricDataConfig config,
            Rounds rounds,
            Endpoints endpoints,
            AskedUntil askedUntil,
            MetricReading reading,
            ProgressOwner progress,
            Clock clock) {
        this.config = config;
        this.rounds = rounds;
        this.endpoints = endpoints;
        this.askedUntil = askedUntil;
        this.reading = reading;
        this.progress = progress;
        this.clock = clock;
        this.pauses = new Pauses(config.endpoints().interval(), clock);
    }

    @Override
    public String name() {
        return MetricPlan.VARIANTS.source();
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
        rounds.eachRegion(
                name(),
                pauses::areOver,
                realm -> endpoints
                        .region(realm.account().id(), realm.region())
                        .ifPresent(listed -> pauses.after(realm, () -> poll(realm, variants(listed)))));
    }

    private static List<Measured> variants(List<Endpoints.Endpoint> listed) {
        return listed.stream()
                .flatMap(endpoint ->
                        endpoint.variants().stream().map(variant -> Measured.variant(endpoint.arn(), variant)))
                .toList();
    }

    private void poll(Realm realm, List<Measured> all) {
        VariantSchedule schedule = new VariantSchedule(config.endpoints().interval(), config.days(), clock.instant());
        Stretch stretch = new Stretch(name(), realm.account().id(), realm.region());
        List<Measured> due = all.stream()
                .filter(variant -> schedule.isDue(askedUntil.of(stretch, variant.id())))
                .toList();
        MetricReading.Missing missing = reading.read(
                realm,
                MetricPlan.VARIANTS,
                all,
                due,
                variant -> schedule.from(askedUntil.of(stretch, variant.id())),
                schedule.until());
        through(stretch, all, schedule).ifPresent(through -> progress.advance(stretch, through));
        missing.raise();
    }

    /** As complete as the one that waits the longest; empty while one was never answered. */
    private Optional<Instant> through(Stretch stretch, List<Measured> all, VariantSchedule schedule) {
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
