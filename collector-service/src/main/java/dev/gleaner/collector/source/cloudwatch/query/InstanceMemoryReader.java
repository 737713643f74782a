package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.CallingSource;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.source.cloudwatch.AgentMemory;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.RecentlyActive;

/**
 * Reads the used memory of instances on which the CloudWatch agent runs. The agent adds dimensions as it is configured, and a metric is only
 * found by all of them, so that they are listed first.
 */
@ApplicationScoped
class InstanceMemoryReader {

    private final GetMetricDataConfig config;
    private final RateLimitedAwsClients aws;
    private final AccountRegionExecutor accountRegionExecutor;
    private final RegionMetricReader reading;
    private final Clock clock;
    private final RegionMetricReader.FailedRegionBackoff failedRegionBackoff;

    /** The end of the time for which all instances of a region were read, since the start of this process. */
    private final Map<AwsAccountRegion, Instant> complete = new ConcurrentHashMap<>();

    InstanceMemoryReader(
            GetMetricDataConfig config,
            RateLimitedAwsClients aws,
            AccountRegionExecutor accountRegionExecutor,
            RegionMetricReader reading,
            Clock clock) {
        this.config = config;
        this.aws = aws;
        this.accountRegionExecutor = accountRegionExecutor;
        this.reading = reading;
        this.clock = clock;
        this.failedRegionBackoff =
                new RegionMetricReader.FailedRegionBackoff(config.memory().interval(), clock);
    }

    /** Whether a region has to be read now. */
    boolean isDue(AwsAccountRegion awsAccountRegion) {
        return config.memory().enabled()
                && failedRegionBackoff.isRetryDue(awsAccountRegion)
                && schedule().isDue(Optional.ofNullable(complete.get(awsAccountRegion)));
    }

    /** Publishes what is due. A failure is recorded for the region, and does not concern its other metrics. */
    void tryRead(AwsAccountRegion awsAccountRegion, InstanceRegistry.Region region) {
        String source = InstanceMetrics.MEMORY.source();
        if (isDue(awsAccountRegion)) {
            CallingSource.runAs(
                    source,
                    () -> accountRegionExecutor.tryRead(source, awsAccountRegion, where -> read(where, region)));
        }
    }

    /** Publishes what is due. */
    void read(AwsAccountRegion awsAccountRegion, InstanceRegistry.Region region) {
        if (!region.instances().isEmpty()) {
            failedRegionBackoff.runOrPause(awsAccountRegion, () -> read(awsAccountRegion, region, schedule()));
        }
    }

    private ListedResourceMetricsSource.QuerySchedule schedule() {
        return new ListedResourceMetricsSource.QuerySchedule(
                config.memory().interval(), config.days(), clock.instant());
    }

    private void read(
            AwsAccountRegion awsAccountRegion,
            InstanceRegistry.Region region,
            ListedResourceMetricsSource.QuerySchedule schedule) {
        SourceScope sourceScope = new SourceScope(InstanceMetrics.MEMORY.source(), region.account(), region.name());
        Function<MetricTarget, Optional<Instant>> last =
                target -> reading.checkpoints().find(sourceScope, target.id());
        List<MetricTarget> all = targets(awsAccountRegion, region);
        reading.read(
                        awsAccountRegion,
                        InstanceMetrics.MEMORY,
                        all,
                        all.stream()
                                .filter(target -> schedule.isDue(last.apply(target)))
                                .toList(),
                        target -> schedule.from(last.apply(target)),
                        schedule.until())
                .throwIfAny();
        complete.put(awsAccountRegion, schedule.until());
    }

    private List<MetricTarget> targets(AwsAccountRegion awsAccountRegion, InstanceRegistry.Region region) {
        Map<String, InstanceRegistry.Member> instances = region.instances().stream()
                .collect(Collectors.toMap(InstanceRegistry.Member::id, Function.identity(), (one, other) -> one));
        List<MetricTarget> targets = new ArrayList<>();
        for (String metric : AgentMemory.METRICS) {
            Map<String, List<MetricTarget>> byInstance = new TreeMap<>();
            for (Metric listed : list(awsAccountRegion, metric)) {
                SortedMap<String, String> dimensions = dimensions(listed);
                InstanceRegistry.Member instance = instances.get(dimensions.get(AgentMemory.INSTANCE));
                if (instance != null) {
                    byInstance
                            .computeIfAbsent(instance.id(), id -> new ArrayList<>())
                            .add(InstanceMetrics.memory(region.name(), instance, metric, dimensions));
                }
            }
            byInstance.values().forEach(found -> targets.addAll(withFewestDimensions(found)));
        }
        return targets;
    }

    /** Only those that had values lately: after a change of the agent CloudWatch lists the former ones for two weeks. */
    private List<Metric> list(AwsAccountRegion awsAccountRegion, String metric) {
        return AwsPaginator.readAll(
                token -> aws.cloudWatch(awsAccountRegion)
                        .listMetrics(request -> request.namespace(AgentMemory.NAMESPACE)
                                .metricName(metric)
                                .dimensions(filter -> filter.name(AgentMemory.INSTANCE))
                                .recentlyActive(RecentlyActive.PT3_H)
                                .nextToken(token)),
                ListMetricsResponse::nextToken,
                ListMetricsResponse::metrics);
    }

    private static SortedMap<String, String> dimensions(Metric metric) {
        return metric.dimensions().stream()
                .collect(Collectors.toMap(Dimension::name, Dimension::value, (one, other) -> one, TreeMap::new));
    }

    /** An agent can be configured to publish the same value with several sets of dimensions, each of which costs. */
    private static List<MetricTarget> withFewestDimensions(List<MetricTarget> found) {
        int fewest = found.stream()
                .mapToInt(target -> target.dimensions().size())
                .min()
                .orElse(0);
        return found.stream()
                .filter(target -> target.dimensions().size() == fewest)
                .sorted(Comparator.comparing(MetricTarget::id))
                .toList();
    }
}
