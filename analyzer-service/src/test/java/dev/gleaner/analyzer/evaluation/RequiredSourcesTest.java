package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequiredSourcesTest {

    private static final RequiredSources TRAIL =
            RequiredSources.of(RequiredSources.Category.BUCKETS, RequiredSources.Category.TRAIL);

    /** A metric stream brings the metrics of instances and of volumes; GetMetricData has a source for each. */
    @Test
    void shouldLetASourceServeSeveralKinds() {
        RequiredSources instances =
                RequiredSources.of(RequiredSources.Category.INVENTORY, RequiredSources.Category.METRICS);
        RequiredSources volumes =
                RequiredSources.of(RequiredSources.Category.VOLUMES, RequiredSources.Category.VOLUME_METRICS);

        assertThat(instances.servedBy("metric-stream")).isEqualTo(RequiredSources.Category.METRICS);
        assertThat(volumes.servedBy("metric-stream")).isEqualTo(RequiredSources.Category.VOLUME_METRICS);
        assertThat(volumes.servedBy("get-metric-data-volumes")).isEqualTo(RequiredSources.Category.VOLUME_METRICS);
        assertThat(volumes.servedBy("get-metric-data")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloudtrail-folder", "cloudtrail-s3", "cloudtrail-sqs"})
    void shouldKnowTheTrailByEachWayOfItsFiles(String source) {
        assertThat(TRAIL.servedBy(source)).isEqualTo(RequiredSources.Category.TRAIL);
    }

    @Test
    void shouldKnowFlowLogs() {
        assertThat(RequiredSources.of(RequiredSources.Category.NETWORKS, RequiredSources.Category.FLOWS)
                        .servedBy("flow-logs"))
                .isEqualTo(RequiredSources.Category.FLOWS);
    }

    /** Reads of objects are not among what these bring, so that they can't tell that nobody reads. */
    @ParameterizedTest
    @ValueSource(strings = {"cloudtrail-eventbridge", "cloudtrail-lookup"})
    void shouldNotTakeAPartOfTheTrailForTheTrail(String source) {
        assertThat(TRAIL.servedBy(source)).isNull();
    }
}
