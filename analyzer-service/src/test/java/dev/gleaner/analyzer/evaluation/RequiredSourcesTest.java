package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.contracts.resource.ResourceKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequiredSourcesTest {

    private static final RequiredSources TRAIL =
            RequiredSources.of(RequiredSources.Category.listingOf(ResourceKind.BUCKET), RequiredSources.Category.TRAIL);

    /** A metric stream brings the metrics of instances and of volumes; GetMetricData has a source for each. */
    @Test
    void shouldLetASourceServeSeveralKinds() {
        RequiredSources instances = RequiredSources.of(
                RequiredSources.Category.METRICS, RequiredSources.Category.listingOf(ResourceKind.INSTANCE));
        RequiredSources volumes = RequiredSources.of(
                RequiredSources.Category.metricsOf(ResourceKind.VOLUME),
                RequiredSources.Category.listingOf(ResourceKind.VOLUME));

        assertThat(instances.servedBy("metric-stream")).isEqualTo(RequiredSources.Category.METRICS);
        assertThat(volumes.servedBy("metric-stream"))
                .isEqualTo(RequiredSources.Category.metricsOf(ResourceKind.VOLUME));
        assertThat(volumes.servedBy("get-metric-data-volumes"))
                .isEqualTo(RequiredSources.Category.metricsOf(ResourceKind.VOLUME));
        assertThat(volumes.servedBy("get-metric-data")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloudtrail-folder", "cloudtrail-s3", "cloudtrail-sqs"})
    void shouldKnowTheTrailByEachWayOfItsFiles(String source) {
        assertThat(TRAIL.servedBy(source)).isEqualTo(RequiredSources.Category.TRAIL);
    }

    /** A rule that adds up reads may wait for either; one that finds that nobody reads must not take the logs for the trail. */
    @Test
    void shouldTakeServerAccessLogsForReadsButNotForTheTrail() {
        RequiredSources reads = RequiredSources.of(
                RequiredSources.Category.listingOf(ResourceKind.BUCKET), RequiredSources.Category.OBJECT_READS);

        assertThat(reads.servedBy("s3-access-logs")).isEqualTo(RequiredSources.Category.OBJECT_READS);
        assertThat(reads.servedBy("cloudtrail-s3")).isEqualTo(RequiredSources.Category.OBJECT_READS);
        assertThat(TRAIL.servedBy("s3-access-logs")).isNull();
    }

    @Test
    void shouldKnowFlowLogs() {
        assertThat(RequiredSources.of(
                                RequiredSources.Category.listingOf(ResourceKind.VPC), RequiredSources.Category.FLOWS)
                        .servedBy("flow-logs"))
                .isEqualTo(RequiredSources.Category.FLOWS);
    }

    /** Reads of objects are not among what these bring, so that they can't tell that nobody reads. */
    @ParameterizedTest
    @ValueSource(strings = {"cloudtrail-eventbridge", "cloudtrail-lookup"})
    void shouldNotTakeAPartOfTheTrailForTheTrail(String source) {
        assertThat(TRAIL.servedBy(source)).isNull();
    }

    /** Evidence of findings in the topic has these words in this order. */
    @Test
    void shouldNameMissingSourcesLikeStoredEvidence() {
        Map<String, List<String>> labels = new HashMap<>();
        for (SubjectKind<?> kind : Defaults.kinds().all()) {
            labels.put(
                    kind.name(),
                    kind.requiredSources().all().stream()
                            .map(RequiredSources.Category::toString)
                            .toList());
        }

        assertThat(labels)
                .containsAllEntriesOf(Map.ofEntries(
                        Map.entry("instance", List.of("metrics", "inventory")),
                        Map.entry("buckets", List.of("inventory-buckets")),
                        Map.entry("bucket-reads", List.of("inventory-buckets", "trail")),
                        Map.entry("training-instances", List.of("inventory", "trail")),
                        Map.entry("training-groups", List.of("trail", "inventory-scaling-groups")),
                        Map.entry("vpc-flows", List.of("inventory-networks", "flow logs")),
                        Map.entry("nat-gateway-usage", List.of("inventory-networks", "metrics of NAT gateways")),
                        Map.entry(
                                "interface-endpoints", List.of("inventory-networks", "metrics of interface endpoints")),
                        Map.entry("load-balancers", List.of("inventory-load-balancers", "metrics of load balancers")),
                        Map.entry("volume-performance", List.of("metrics of volumes", "inventory-volumes")),
                        Map.entry("log-groups", List.of("inventory-log-groups")),
                        Map.entry(
                                "scaling-groups",
                                List.of("inventory-scaling-groups", "metrics of Auto Scaling groups")),
                        Map.entry(
                                "inference-endpoints",
                                List.of("inventory-endpoints", "metrics of inference endpoints"))));
    }
}
