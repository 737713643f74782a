package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.aws.Realm;
import dev.gleaner.collector.fleet.Fleet;
import dev.gleaner.collector.progress.ProgressOwner;
import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.source.Rounds;
import dev.gleaner.collector.source.Source;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Asks CloudWatch for the metrics of the instances that the inventory knows. */
@ApplicationScoped
class GetMetricDataSource implements Source {

    private static final Duration LOOK = Duration.ofMinutes(1);

    private final GetMetricDataConfig config;
    private final Rounds rounds;
    private final Fleet fleet;
    private final Near near;
    private final AskedUntil askedUntil;
    private final MetricReading reading;
    private final ProgressOwner progress;
    private final Clock clock;
    private final Pauses pauses;

    GetMetricDataSource(
            GetMetricDataConfig config,
            Rounds rounds,
            Fleet fleet,
            Near near,
            AskedUntil askedUntil,
            MetricReading reading,
            ProgressOwner progress,
            Clock clock) {
        this.config = config;
        this.rounds = rounds;
        this.fleet = fleet;
        this.near = near;
        this.askedUntil = askedUntil;
        this.reading = reading;
        this.progress = progress;
        this.clock = clock;
        this.pauses = new Pauses(config.interval(), clock);
    }

    @Override
    public String name() {
        return MetricPlan.INSTANCES.source();
    }

    @Override
    public boolean enabled() {
        return config.enabled();
    }

    /** Often, so that new instances do not wait; each is asked for once in the configured interval. */
    @Override
    public Duration interval() {
        return config.interval().compareTo(LOOK) < 0 ? config.interval() : LOOK;
    }

    @Override
    public void poll() {
        near.look();
        rounds.eachRegion(
                name(),
                pauses::areOver,
                realm -> fleet.region(realm.account().id(), realm.region())
                        .ifPresent(region -> pauses.after(realm, () -> poll(realm, region))));
    }

    private void poll(Realm realm, Fleet.Region region) {
        MetricSchedule schedule = new MetricSchedule(config, near.of(region), clock.instant());
        Stretch stretch = new Stretch(name(), region.account(), region.name());
        List<Measured> all = region.instances().stream()
                .map(member -> Measured.instance(region.name(), member))
                .toList();
        List<Measured> due = region.instances().stream()
                .filter(member -> schedule.isDue(member, askedUntil.of(stretch, member.id())))
                .map(member -> Measured.instance(region.name(), member))
                .toList();
        MetricReading.Missing missing = reading.read(
                realm,
                MetricPlan.INSTANCES,
                all,
                due,
                thing -> schedule.from(askedUntil.of(stretch, thing.id())),
                schedule.until());
        through(region, stretch, schedule).ifPresent(through -> progress.advance(stretch, through));
        missing.raise();
    }

    /** A region is as complete as that of its instances that waits the longest; empty while one was never answered. */
    private Optional<Instant> through(Fleet.Region region, Stretch stretch, MetricSchedule schedule) {
        Instant least = schedule.until();
        for (Fleet.Member instance : region.instances()) {
            Optional<Instant> until = askedUntil.of(stretch, instance.id());
            if (!schedule.isWanted(instance, until)) {
                continue;
            }
            if (until.isEmpty()) {
                return Optional.empty();
            }
            least = until.get().isBefore(least) ? until.get() : least;
        }
        return Optional.of(least.minus(MetricSchedule.SETTLING));
    }
}
