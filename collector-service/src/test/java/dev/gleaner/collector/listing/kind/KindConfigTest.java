package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gleaner.collector.listing.ReadingConfig;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The keys of the kinds, which stand beside their listings, and their defaults. */
class KindConfigTest {

    static Stream<Arguments> kinds() {
        return Stream.of(
                arguments("collector.inventory.addresses", ElasticIpListing.Config.class, "P1D"),
                arguments("collector.inventory.commitments", CommitmentListing.Config.class, "P1D"),
                arguments("collector.inventory.endpoints", InferenceEndpointListing.Config.class, "P1D"),
                arguments("collector.inventory.inference-profiles", InferenceProfileListing.Config.class, "P1D"),
                arguments("collector.inventory.load-balancers", LoadBalancerListing.Config.class, "P1D"),
                arguments("collector.inventory.log-groups", LogGroupListing.Config.class, "P7D"),
                arguments("collector.inventory.networks", VpcListing.Config.class, "PT30M"),
                arguments("collector.inventory.notebooks", NotebookListing.Config.class, "PT6H"),
                arguments("collector.inventory.scaling-groups", ScalingGroupListing.Config.class, "P1D"),
                arguments("collector.inventory.snapshots", SnapshotListing.Config.class, "P7D"),
                arguments("collector.inventory.volumes", VolumeListing.Config.class, "P1D"),
                arguments("collector.get-metric-data.endpoints", InferenceEndpointListing.MetricsConfig.class, "P1D"),
                arguments("collector.get-metric-data.interface-endpoints", VpcListing.EndpointConfig.class, "PT6H"),
                arguments("collector.get-metric-data.log-groups", LogGroupListing.MetricsConfig.class, "P1D"),
                arguments("collector.get-metric-data.models", InferenceProfileListing.MetricsConfig.class, "PT6H"),
                arguments("collector.get-metric-data.networks", VpcListing.GatewayConfig.class, "PT6H"),
                arguments("collector.get-metric-data.notebooks", NotebookListing.MetricsConfig.class, "PT6H"),
                arguments("collector.get-metric-data.scaling-groups", ScalingGroupListing.MetricsConfig.class, "P1D"),
                arguments("collector.get-metric-data.volumes", VolumeListing.MetricsConfig.class, "P1D"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldKeepTheirKeysAndDefaults(String prefix, Class<? extends ReadingConfig> type, Duration interval) {
        ReadingConfig initial = config(type, Map.of());
        ReadingConfig set = config(type, Map.of(prefix + ".enabled", "false", prefix + ".interval", "PT3H"));

        assertThat(initial.enabled()).isTrue();
        assertThat(initial.interval()).isEqualTo(interval);
        assertThat(set.enabled()).isFalse();
        assertThat(set.interval()).isEqualTo(Duration.ofHours(3));
    }

    @Test
    void shouldKeepTheKeysAndDefaultsOfLoadBalancers() {
        LoadBalancerListing.MetricsConfig initial = config(LoadBalancerListing.MetricsConfig.class, Map.of());
        LoadBalancerListing.MetricsConfig set = config(
                LoadBalancerListing.MetricsConfig.class,
                Map.of(
                        "collector.get-metric-data.load-balancers.enabled", "false",
                        "collector.get-metric-data.load-balancers.interval", "PT3H",
                        "collector.get-metric-data.requests.enabled", "false",
                        "collector.get-metric-data.requests.interval", "PT4H",
                        "collector.get-metric-data.service-tag", "app"));

        assertThat(initial.loadBalancers().enabled()).isTrue();
        assertThat(initial.loadBalancers().interval()).isEqualTo(Duration.ofHours(6));
        assertThat(initial.requests().enabled()).isTrue();
        assertThat(initial.requests().interval()).isEqualTo(Duration.ofHours(6));
        assertThat(initial.serviceTag()).isEqualTo("service");
        assertThat(set.loadBalancers().enabled()).isFalse();
        assertThat(set.loadBalancers().interval()).isEqualTo(Duration.ofHours(3));
        assertThat(set.requests().enabled()).isFalse();
        assertThat(set.requests().interval()).isEqualTo(Duration.ofHours(4));
        assertThat(set.serviceTag()).isEqualTo("app");
    }

    @Test
    void shouldKeepTheKeysAndDefaultsOfInferenceProfiles() {
        InferenceProfileListing.Config initial = config(InferenceProfileListing.Config.class, Map.of());
        InferenceProfileListing.Config set = config(
                InferenceProfileListing.Config.class,
                Map.of(
                        "collector.inventory.inference-profiles.service-tag", "app",
                        "collector.inventory.inference-profiles.services.\"nova-v1:0\"", "support"));

        assertThat(initial.serviceTag()).isEqualTo("service");
        assertThat(initial.services()).isEmpty();
        assertThat(set.serviceTag()).isEqualTo("app");
        assertThat(set.services()).containsExactly(Map.entry("nova-v1:0", "support"));
    }

    /** With the mappings of all listings and all metrics, under whose prefixes the keys of a kind are. */
    private static <T> T config(Class<T> type, Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(InventoryConfig.class)
                .withMapping(GetMetricDataConfig.class)
                .withMapping(type)
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build()
                .getConfigMapping(type);
    }
}
