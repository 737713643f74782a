package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.progress.ProgressPublisher;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Asks CloudWatch for the metrics of the instances that the inventory knows. */
@ApplicationScoped
class GetMetricDataSource implements PolledSource {

    private static final Duration LOOK = Duration.ofMinutes(1);

    private final GetMetricDataConfig config;
    private final AccountRegionExecutor rounds;
    private final InstanceRegistry fleet;
    private final PendingDecisionInstances near;
    private final MetricQueryCheckpoints askedUntil;
    private final RegionMetricReader reading;
    private final ProgressPublisher progress;
    private final Clock clock;
    private final FailedRegionBackoff pauses;

    GetMetricDataSource(
            GetMetricDataConfig config,
            AccountRegionExecutor rounds,
            InstanceRegistry fleet,
            PendingDecisionInstances near,
            MetricQueryCheckpoints askedUntil,
            RegionMetricReader reading,
            ProgressPublisher progress,
            Clock clock) {
        this.config = config;
        this.rounds = rounds;
        this.fleet = fleet;
        this.near = near;
        this.askedUntil = askedUntil;
        this.reading = reading;
        this.progress = progress;
        this.clock = clock;
        this.pauses = new FailedRegionBackoff(config.interval(), clock);
    }

    @Override
    public String name() {
        return MetricQueryPlan.INSTANCES.source();
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
        near.refresh();
        rounds.forEachRegion(
                name(),
                pauses::isRetryDue,
                realm -> fleet.region(realm.account().id(), realm.region())
                        .ifPresent(region -> pauses.runOrPause(realm, () -> poll(realm, region))));
    }

    private void poll(AwsAccountRegion realm, InstanceRegistry.Region region) {
        InstanceQuerySchedule schedule = new InstanceQuerySchedule(config, near.inRegion(region), clock.instant());
        SourceScope stretch = new SourceScope(name(), region.account(), region.name());
        List<MetricTarget> all = region.instances().stream()
                .map(member -> MetricTarget.instance(region.name(), member))
                .toList();
        List<MetricTarget> due = region.instances().stream()
                .filter(member -> schedule.isDue(member, askedUntil.of(stretch, member.id())))
                .map(member -> MetricTarget.instance(region.name(), member))
                .toList();
        RegionMetricReader.Missing missing = reading.read(
                realm,
                MetricQueryPlan.INSTANCES,
                all,
                due,
                thing -> schedule.from(askedUntil.of(stretch, thing.id())),
                schedule.until());
        through(region, stretch, schedule).ifPresent(through -> progress.advance(stretch, through));
        missing.throwIfAny();
    }

    /** A region is as complete as that of its instances that waits the longest; empty while one was never answered. */
    private Optional<Instant> through(
            InstanceRegistry.Region region, SourceScope stretch, InstanceQuerySchedule schedule) {
        Instant least = schedule.until();
        for (InstanceRegistry.Member instance : region.instances()) {
            Optional<Instant> until = askedUntil.of(stretch, instance.id());
            if (!schedule.isWanted(instance, until)) {
                continue;
            }
            if (until.isEmpty()) {
                return Optional.empty();
            }
            least = until.get().isBefore(least) ? until.get() : least;
        }
        return Optional.of(least.minus(InstanceQuerySchedule.SETTLING));
    }
}
