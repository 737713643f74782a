package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Requests the metrics of instances in the inventory from CloudWatch, and their memory where the CloudWatch agent reports it. */
@ApplicationScoped
class GetMetricDataSource implements PolledSource {

    private static final Duration POLL_INTERVAL = Duration.ofMinutes(1);

    private final GetMetricDataConfig config;
    private final AccountRegionExecutor accountRegionExecutor;
    private final InstanceRegistry instanceRegistry;
    private final PendingDecisionInstances pendingDecisionInstances;
    private final InstanceMemoryReader memory;
    private final RegionMetricReader reading;
    private final SourceEnvironment environment;
    private final RegionMetricReader.FailedRegionBackoff failedRegionBackoff;

    GetMetricDataSource(
            GetMetricDataConfig config,
            AccountRegionExecutor accountRegionExecutor,
            InstanceRegistry instanceRegistry,
            PendingDecisionInstances pendingDecisionInstances,
            InstanceMemoryReader memory,
            RegionMetricReader reading,
            SourceEnvironment environment) {
        this.config = config;
        this.accountRegionExecutor = accountRegionExecutor;
        this.instanceRegistry = instanceRegistry;
        this.pendingDecisionInstances = pendingDecisionInstances;
        this.memory = memory;
        this.reading = reading;
        this.environment = environment;
        this.failedRegionBackoff = new RegionMetricReader.FailedRegionBackoff(config.interval(), environment.clock());
    }

    /** Polled frequently, so that new instances need not wait; each instance is requested once per configured interval. */
    @Override
    public Polling polling() {
        return new Polling(
                InstanceMetrics.INSTANCES.source(),
                config.enabled(),
                config.interval().compareTo(POLL_INTERVAL) < 0 ? config.interval() : POLL_INTERVAL);
    }

    @Override
    public void poll() {
        pendingDecisionInstances.refresh();
        accountRegionExecutor.forEachRegion(
                InstanceMetrics.INSTANCES.source(),
                failedRegionBackoff::isRetryDue,
                awsAccountRegion -> instanceRegistry
                        .region(awsAccountRegion.account().id(), awsAccountRegion.region())
                        .ifPresent(region -> failedRegionBackoff.runOrPause(
                                awsAccountRegion, () -> poll(awsAccountRegion, region))));
    }

    /** Memory comes first: once CPU and network of the time before the start are known, memory of that time would be too late. */
    private void poll(AwsAccountRegion awsAccountRegion, InstanceRegistry.Region region) {
        memory.tryRead(awsAccountRegion, region);
        InstanceQuerySchedule schedule = new InstanceQuerySchedule(
                config,
                pendingDecisionInstances.inRegion(region),
                environment.clock().instant());
        SourceScope sourceScope = new SourceScope(InstanceMetrics.INSTANCES.source(), region.account(), region.name());
        List<MetricTarget> all = region.instances().stream()
                .map(member -> InstanceMetrics.instance(region.name(), member))
                .toList();
        List<MetricTarget> due = region.instances().stream()
                .filter(member -> schedule.isDue(member, reading.checkpoints().find(sourceScope, member.id())))
                .map(member -> InstanceMetrics.instance(region.name(), member))
                .toList();
        RegionMetricReader.Missing missing = reading.read(
                awsAccountRegion,
                InstanceMetrics.INSTANCES,
                all,
                due,
                target -> schedule.from(reading.checkpoints().find(sourceScope, target.id())),
                schedule.until());
        through(region, sourceScope, schedule)
                .ifPresent(through -> environment.progress().advance(sourceScope, through));
        missing.throwIfAny();
    }

    /** The least complete time of all instances; empty while one has no data yet. */
    private Optional<Instant> through(
            InstanceRegistry.Region region, SourceScope sourceScope, InstanceQuerySchedule schedule) {
        Instant least = schedule.until();
        for (InstanceRegistry.Member instance : region.instances()) {
            Optional<Instant> until = reading.checkpoints().find(sourceScope, instance.id());
            if (!schedule.needsQuery(instance, until)) {
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
