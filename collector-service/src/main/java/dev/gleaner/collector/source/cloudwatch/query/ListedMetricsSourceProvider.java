package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.fleet.ResourceListings;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedMetrics;
import dev.gleaner.collector.listing.ListingRegistry;
import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.collector.source.ListingPatience;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.PolledSourceProvider;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Provides one source for the metrics of each kind of listed resource, so that a failing one does not affect the others. */
@Singleton
class ListedMetricsSourceProvider implements PolledSourceProvider {

    private final List<PolledSource> sources = new ArrayList<>();
    private final GetMetricDataConfig config;
    private final ListedResourceMetricsSource.Requests requests;
    private final SourceEnvironment environment;

    ListedMetricsSourceProvider(
            GetMetricDataConfig config,
            ResourceListings listings,
            @All List<KindListing> kinds,
            ListingRegistry registry,
            InstanceRegistry instances,
            ListedResourceMetricsSource.Requests requests,
            SourceEnvironment environment) {
        this.config = config;
        this.requests = requests;
        this.environment = environment;
        sources.add(disks(instances));
        for (KindListing kind : kinds) {
            kind.metrics().forEach(metrics -> sources.add(source(metrics, listings.isEnabled(), registry)));
        }
    }

    @Override
    public List<PolledSource> sources() {
        return List.copyOf(sources);
    }

    /**
     * Operations on the volumes of instances, whose CPU and network are requested too. No verdict waits for them, so that a start waits for
     * the instances: those of the time before would be late.
     */
    private PolledSource disks(InstanceRegistry instances) {
        ListingPatience patience = new ListingPatience(
                InstanceMetrics.DISKS.source(), config.history().inventoryPatience());
        return new ListedResourceMetricsSource(
                InstanceMetrics.DISKS,
                new ListedResourceMetricsSource.Settings(
                        config.enabled() && config.disks().enabled(),
                        config.disks().interval(),
                        config.days()),
                requests,
                environment,
                where -> patience.await(() -> instances.region(where.account().id(), where.region()))
                        .map(region -> region.instances().stream()
                                .map(member -> InstanceMetrics.instance(region.name(), member))
                                .toList()));
    }

    /** Days that the first request covers. A longer time costs the same and is of use to rules that know hours for so long. */
    private int days(MetricQueryPlan plan) {
        boolean isLong = config.history().enabled() && plan.period().equals(Duration.ofHours(1));
        return isLong ? Math.max(config.days(), config.history().days()) : config.days();
    }

    private PolledSource source(ListedMetrics<?> metrics, boolean isListed, ListingRegistry registry) {
        return new ListedResourceMetricsSource(
                metrics.plan(),
                new ListedResourceMetricsSource.Settings(
                        isListed && metrics.config().enabled(), metrics.config().interval(), days(metrics.plan())),
                requests,
                environment,
                where -> metrics.targets(registry, where.account().id(), where.region()));
    }
}
