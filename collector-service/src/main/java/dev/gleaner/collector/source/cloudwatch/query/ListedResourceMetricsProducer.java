package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.fleet.InterfaceEndpointRegistry;
import dev.gleaner.collector.fleet.NatGatewayRegistry;
import dev.gleaner.collector.fleet.ResourceListings;
import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Produces one source of metrics per kind of listed resource, so that a failing one does not affect the others. */
@Dependent
class ListedResourceMetricsProducer {

    private final GetMetricDataConfig config;
    private final ResourceListings listings;
    private final ListedResourceMetricsSource.Requests requests;
    private final SourceEnvironment environment;

    ListedResourceMetricsProducer(
            GetMetricDataConfig config,
            ResourceListings listings,
            ListedResourceMetricsSource.Requests requests,
            SourceEnvironment environment) {
        this.config = config;
        this.listings = listings;
        this.requests = requests;
        this.environment = environment;
    }

    /** Bytes of NAT gateways. */
    @Produces
    @Singleton
    PolledSource natGatewayMetrics(NatGatewayRegistry gateways) {
        return new ListedResourceMetricsSource(
                MetricQueryPlan.NAT_GATEWAYS,
                settings(
                        listings.isEnabled() && config.networks().enabled(),
                        config.networks().interval()),
                requests,
                environment,
                where -> natGateways(gateways, where));
    }

    /** Bytes of interface endpoints. */
    @Produces
    @Singleton
    PolledSource interfaceEndpointMetrics(InterfaceEndpointRegistry endpoints) {
        return new ListedResourceMetricsSource(
                MetricQueryPlan.INTERFACE_ENDPOINTS,
                settings(
                        listings.isEnabled() && config.interfaceEndpoints().enabled(),
                        config.interfaceEndpoints().interval()),
                requests,
                environment,
                where -> endpoints
                        .region(where.account().id(), where.region())
                        .map(listed -> listed.stream()
                                .map(MetricTarget::interfaceEndpoint)
                                .toList()));
    }

    private ListedResourceMetricsSource.Settings settings(boolean enabled, Duration interval) {
        return new ListedResourceMetricsSource.Settings(enabled, interval, config.days());
    }

    private static Optional<List<MetricTarget>> natGateways(NatGatewayRegistry gateways, AwsAccountRegion where) {
        return gateways.region(where.account().id(), where.region())
                .map(listed -> listed.stream().map(MetricTarget::natGateway).toList());
    }
}
