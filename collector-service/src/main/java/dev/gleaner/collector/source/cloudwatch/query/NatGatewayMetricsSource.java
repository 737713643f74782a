package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.fleet.NatGatewayRegistry;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Requests the bytes of NAT gateways in the inventory from CloudWatch. */
@ApplicationScoped
class NatGatewayMetricsSource implements PolledSource {

    private final GetMetricDataConfig config;
    private final AccountRegionExecutor accountRegionExecutor;
    private final NatGatewayRegistry natGatewayRegistry;
    private final HourlyMetricPoller poller;

    NatGatewayMetricsSource(
            GetMetricDataConfig config,
            AccountRegionExecutor accountRegionExecutor,
            NatGatewayRegistry natGatewayRegistry,
            MetricQueryCheckpoints metricQueryCheckpoints,
            RegionMetricReader reading,
            SourceEnvironment environment) {
        this.config = config;
        this.accountRegionExecutor = accountRegionExecutor;
        this.natGatewayRegistry = natGatewayRegistry;
        this.poller = new HourlyMetricPoller(
                MetricQueryPlan.NAT_GATEWAYS,
                config.networks().interval(),
                config.days(),
                metricQueryCheckpoints,
                reading,
                environment);
    }

    @Override
    public String name() {
        return MetricQueryPlan.NAT_GATEWAYS.source();
    }

    @Override
    public boolean enabled() {
        return config.enabled() && config.networks().enabled();
    }

    @Override
    public Duration interval() {
        return poller.pollInterval();
    }

    @Override
    public void poll() {
        poller.poll(accountRegionExecutor, this::targets);
    }

    private Optional<List<MetricTarget>> targets(AwsAccountRegion awsAccountRegion) {
        return natGatewayRegistry
                .region(awsAccountRegion.account().id(), awsAccountRegion.region())
                .map(NatGatewayMetricsSource::gateways);
    }

    private static List<MetricTarget> gateways(List<NatGatewayRegistry.Gateway> listed) {
        return listed.stream().map(MetricTarget::natGateway).toList();
    }
}
