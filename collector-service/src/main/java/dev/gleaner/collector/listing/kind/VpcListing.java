package dev.gleaner.collector.listing.kind;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedMetrics;
import dev.gleaner.collector.listing.ListedMetricsConfig;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListedResource;
import dev.gleaner.collector.listing.ReadingConfig;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.metric.WantedMetric;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Lists VPCs, NAT gateways and interface endpoints. */
@Singleton
public record VpcListing(
        RateLimitedAwsClients aws, Config config, GatewayConfig gatewayConfig, EndpointConfig endpointConfig)
        implements KindListing {

    private static final WantedMetric NAT_IN_FROM_SOURCE =
            WantedMetric.of("AWS/NATGateway", "BytesInFromSource", "Bytes", "Sum");

    private static final WantedMetric NAT_OUT_TO_DESTINATION =
            WantedMetric.of("AWS/NATGateway", "BytesOutToDestination", "Bytes", "Sum");

    private static final WantedMetric NAT_IN_FROM_DESTINATION =
            WantedMetric.of("AWS/NATGateway", "BytesInFromDestination", "Bytes", "Sum");

    private static final WantedMetric NAT_OUT_TO_SOURCE =
            WantedMetric.of("AWS/NATGateway", "BytesOutToSource", "Bytes", "Sum");

    /**
     * Source: AWS PrivateLink guide, "CloudWatch metrics for AWS PrivateLink": "The endpoint received traffic during the one-minute
     * period".
     */
    private static final WantedMetric ENDPOINT_BYTES =
            WantedMetric.ofTraffic("AWS/PrivateLinkEndpoints", "BytesProcessed", "Bytes");

    /** Both directions at both sides, so that bytes that only one side reports are seen. */
    public static final MetricQueryPlan NAT_GATEWAYS = MetricQueryPlan.of(
            "get-metric-data-networks",
            Duration.ofHours(1),
            NAT_IN_FROM_SOURCE,
            NAT_OUT_TO_DESTINATION,
            NAT_IN_FROM_DESTINATION,
            NAT_OUT_TO_SOURCE);

    /** Bytes in both directions, which CloudWatch has for minutes with traffic only. */
    public static final MetricQueryPlan INTERFACE_ENDPOINTS =
            MetricQueryPlan.of("get-metric-data-interface-endpoints", Duration.ofHours(1), ENDPOINT_BYTES);

    @Override
    public ListingCall listingCall() {
        return new ListingCall(ResourceKind.VPC, "ec2:DescribeVpcs");
    }

    /** Calls come from their gateways and endpoints. */
    @Override
    public boolean isNeededByTrail() {
        return true;
    }

    @Override
    public ListedRegion list(AwsAccountRegion awsAccountRegion, RegionListing listing, AccessDeniedRecorder denied) {
        RegionVpcs networks = RegionVpcs.read(aws.ec2(awsAccountRegion), listing.account(), listing.region());
        return ListedRegion.of(networks.signals(listing))
                .with(networks.toListing())
                .with(AvailableGateway.class, networks.availableGateways())
                .with(AvailableEndpoint.class, networks.availableEndpoints());
    }

    @Override
    public List<ListedMetrics<?>> metrics() {
        return List.of(
                new ListedMetrics<>(
                        NAT_GATEWAYS,
                        gatewayConfig,
                        AvailableGateway.class,
                        gateway -> Stream.of(gateway.metricTarget())),
                new ListedMetrics<>(
                        INTERFACE_ENDPOINTS,
                        endpointConfig,
                        AvailableEndpoint.class,
                        endpoint -> Stream.of(endpoint.metricTarget())));
    }

    /** An available NAT gateway and its VPC. */
    public record AvailableGateway(Arn arn, Arn vpc) implements ListedResource {

        @Override
        public String id() {
            return arn.id();
        }

        /** What its metrics are requested of; its bytes also tell of its VPC. */
        public MetricTarget metricTarget() {
            return MetricTarget.of(id(), arn, Map.of("NatGatewayId", id())).partOf(vpc);
        }
    }

    /**
     * An available interface endpoint of which CloudWatch has metrics.
     *
     * @param vpc id of its VPC
     * @param service name of the service that it leads to
     */
    public record AvailableEndpoint(Arn arn, String vpc, String service) implements ListedResource {

        @Override
        public String id() {
            return arn.id();
        }

        /**
         * What its metrics are requested of. Dimensions as in the AWS PrivateLink guide, "CloudWatch metrics for AWS PrivateLink";
         * CloudWatch needs all four.
         */
        public MetricTarget metricTarget() {
            return MetricTarget.of(
                    id(),
                    arn,
                    Map.of(
                            "Endpoint Type",
                            "Interface",
                            "Service Name",
                            service,
                            "VPC Endpoint Id",
                            id(),
                            "VPC Id",
                            vpc));
        }
    }

    /** Listing of VPCs, NAT gateways and VPC endpoints. */
    @ConfigMapping(prefix = "collector.inventory.networks")
    public interface Config extends ReadingConfig {

        /** List VPCs, NAT gateways and VPC endpoints, if instances are listed by the API. */
        @Override
        @WithDefault("true")
        boolean enabled();

        /**
         * Time between two listings of networks. Reads through a NAT gateway or an endpoint that is younger than that may not be attributed to
         * it.
         */
        @Override
        @WithDefault("PT30M")
        Duration interval();
    }

    /** Bytes of each NAT gateway. */
    @ConfigMapping(prefix = "collector.get-metric-data.networks")
    public interface GatewayConfig extends ListedMetricsConfig {

        /**
         * Time between two requests for NAT gateways; each request covers all hours since the previous one. It has to be
         * shorter than the analyzer's lateness, 24 hours, or else hours come too late.
         */
        @Override
        @WithDefault("PT6H")
        Duration interval();
    }

    /** Bytes of each interface endpoint. */
    @ConfigMapping(prefix = "collector.get-metric-data.interface-endpoints")
    public interface EndpointConfig extends ListedMetricsConfig {

        /**
         * Time between two requests for interface endpoints; each request is for all hours since the previous one. It has to be
         * shorter than the analyzer's lateness, 24 hours, or else hours come too late.
         */
        @Override
        @WithDefault("PT6H")
        Duration interval();
    }
}
