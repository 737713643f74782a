package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.fleet.ResourceListings;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Requests the used memory of instances whose other metrics are not requested, but come by a metric stream. */
@Singleton
record InstanceMemorySource(
        GetMetricDataConfig config,
        ResourceListings listings,
        AccountRegionExecutor accountRegionExecutor,
        InstanceRegistry instanceRegistry,
        InstanceMemoryReader memory)
        implements PolledSource {

    private static final Duration POLL_INTERVAL = Duration.ofMinutes(1);

    /**
     * Where the other metrics are requested, {@link GetMetricDataSource} requests memory before them. Polled frequently, as instances may
     * not be listed yet; each is requested once per configured interval.
     */
    @Override
    public Polling polling() {
        return new Polling(
                InstanceMetrics.MEMORY.source(),
                listings.isEnabled() && config.memory().enabled() && !config.enabled(),
                POLL_INTERVAL);
    }

    @Override
    public void poll() {
        accountRegionExecutor.forEachRegion(
                InstanceMetrics.MEMORY.source(),
                memory::isDue,
                awsAccountRegion -> instanceRegistry
                        .region(awsAccountRegion.account().id(), awsAccountRegion.region())
                        .ifPresent(region -> memory.read(awsAccountRegion, region)));
    }
}
