package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceCategoryTest {

    @ParameterizedTest
    @ValueSource(strings = {"cloudtrail-folder", "cloudtrail-s3", "cloudtrail-sqs"})
    void shouldKnowTheTrailByEachWayOfItsFiles(String source) {
        assertThat(SourceCategory.servedBy(source)).isEqualTo(SourceCategory.TRAIL);
    }

    @Test
    void shouldKnowFlowLogs() {
        assertThat(SourceCategory.servedBy("flow-logs")).isEqualTo(SourceCategory.FLOWS);
    }

    /** Reads of objects are not among what these bring, so that they can't tell that nobody reads. */
    @ParameterizedTest
    @ValueSource(strings = {"cloudtrail-eventbridge", "cloudtrail-lookup"})
    void shouldNotTakeAPartOfTheTrailForTheTrail(String source) {
        assertThat(SourceCategory.servedBy(source)).isNull();
    }
}
