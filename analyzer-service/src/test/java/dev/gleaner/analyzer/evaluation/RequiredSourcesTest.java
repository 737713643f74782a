package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequiredSourcesTest {

    @ParameterizedTest
    @ValueSource(strings = {"cloudtrail-folder", "cloudtrail-s3", "cloudtrail-sqs"})
    void shouldKnowTheTrailByEachWayOfItsFiles(String source) {
        assertThat(RequiredSources.Category.servedBy(source)).isEqualTo(RequiredSources.Category.TRAIL);
    }

    @Test
    void shouldKnowFlowLogs() {
        assertThat(RequiredSources.Category.servedBy("flow-logs")).isEqualTo(RequiredSources.Category.FLOWS);
    }

    /** Reads of objects are not among what these bring, so that they can't tell that nobody reads. */
    @ParameterizedTest
    @ValueSource(strings = {"cloudtrail-eventbridge", "cloudtrail-lookup"})
    void shouldNotTakeAPartOfTheTrailForTheTrail(String source) {
        assertThat(RequiredSources.Category.servedBy(source)).isNull();
    }
}
