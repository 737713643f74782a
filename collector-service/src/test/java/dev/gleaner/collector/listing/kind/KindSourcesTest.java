package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.resource.ResourceKind.Cadence;
import dev.gleaner.contracts.resource.ResourceKind.Source;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The other services wait for sources by the names and the pace that the kinds state: the collector has to keep them. */
class KindSourcesTest {

    private static final Map<ResourceKind, Class<?>> LISTINGS = Map.ofEntries(
            Map.entry(ResourceKind.VPC, VpcListing.Config.class),
            Map.entry(ResourceKind.LOAD_BALANCER, LoadBalancerListing.Config.class),
            Map.entry(ResourceKind.VOLUME, VolumeListing.Config.class),
            Map.entry(ResourceKind.SNAPSHOT, SnapshotListing.Config.class),
            Map.entry(ResourceKind.ADDRESS, ElasticIpListing.Config.class),
            Map.entry(ResourceKind.CAPACITY_RESERVATION, CommitmentListing.Config.class),
            Map.entry(ResourceKind.LOG_GROUP, LogGroupListing.Config.class),
            Map.entry(ResourceKind.AUTO_SCALING_GROUP, ScalingGroupListing.Config.class),
            Map.entry(ResourceKind.INFERENCE_ENDPOINT, InferenceEndpointListing.Config.class),
            Map.entry(ResourceKind.INFERENCE_PROFILE, InferenceProfileListing.Config.class));

    private static final Map<ResourceKind, List<MetricQueryPlan>> PLANS = Map.of(
            ResourceKind.NAT_GATEWAY, List.of(VpcListing.NAT_GATEWAYS),
            ResourceKind.INTERFACE_ENDPOINT, List.of(VpcListing.INTERFACE_ENDPOINTS),
            ResourceKind.LOAD_BALANCER, List.of(LoadBalancerListing.TRAFFIC, LoadBalancerListing.REQUESTS),
            ResourceKind.VOLUME, List.of(VolumeListing.PLAN),
            ResourceKind.LOG_GROUP, List.of(LogGroupListing.PLAN),
            ResourceKind.AUTO_SCALING_GROUP, List.of(ScalingGroupListing.PLAN),
            ResourceKind.INFERENCE_ENDPOINT, List.of(InferenceEndpointListing.PLAN),
            ResourceKind.INFERENCE_PROFILE, List.of(InferenceProfileListing.PLAN));

    @Test
    void shouldRequestTheMetricsOfAKindUnderTheNamesThatItStates() {
        PLANS.forEach((kind, plans) -> assertThat(
                        kind.metrics().stream().map(Source::name).filter(name -> name.startsWith("get-metric-data")))
                .as(kind.title())
                .containsExactlyElementsOf(
                        plans.stream().map(MetricQueryPlan::source).toList()));
    }

    @Test
    void shouldListAKindByDefaultAsOftenAsItStates() {
        LISTINGS.forEach((kind, config) -> assertThat(cadence(interval(config)))
                .as(kind.title())
                .isEqualTo(kind.listing().cadence()));
    }

    private static Duration interval(Class<?> config) {
        try {
            return Duration.parse(config.getMethod("interval")
                    .getAnnotation(WithDefault.class)
                    .value());
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static Cadence cadence(Duration interval) {
        if (interval.compareTo(Duration.ofHours(1)) <= 0) {
            return Cadence.HOURLY;
        }
        if (interval.compareTo(Duration.ofHours(6)) <= 0) {
            return Cadence.SIX_HOURLY;
        }
        return interval.compareTo(Duration.ofDays(1)) <= 0 ? Cadence.DAILY : Cadence.WEEKLY;
    }
}
