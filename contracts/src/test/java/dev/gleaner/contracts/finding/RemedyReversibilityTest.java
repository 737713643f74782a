package dev.gleaner.contracts.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an undo restores of an action, whatever the remedy states. */
class RemedyReversibilityTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"ID\":\"a\",\"Transitions\":[{\"Days\":30,\"StorageClass\":\"STANDARD_IA\"}]} | true",
                "[{\"ID\":\"a\",\"AbortIncompleteMultipartUpload\":{\"DaysAfterInitiation\":7}}] | true",
                "{\"ID\":\"a\",\"Transitions\":[{\"Days\":30,\"StorageClass\":\"GLACIER\"}]} | false",
                "{\"ID\":\"a\",\"NoncurrentVersionTransitions\":[{\"StorageClass\":\"DEEP_ARCHIVE\"}]} | false",
                "{\"ID\":\"a\",\"Expiration\":{\"Days\":30}} | false",
                "[{\"ID\":\"a\"},{\"ID\":\"b\",\"NoncurrentVersionExpiration\":{\"NoncurrentDays\":3}}] | false",
                "no rule | false",
                "7 | false"
            })
    void shouldJudgeALifecycleRuleByWhatItDoes(String rule, boolean isPossible) {
        assertThat(RemedyReversibility.isPossible("put-lifecycle-rule", Map.of("rule", rule)))
                .isEqualTo(isPossible);
    }

    @Test
    void shouldCorrectARemedyThatStatesTooMuch() {
        Remedy delete = new Remedy("delete-snapshot", Map.of(), true, List.of("it"), "Delete it");
        Remedy stop = new Remedy("stop-instance", Map.of(), true, List.of(), "Stop it");
        Remedy careful = new Remedy("stop-instance", Map.of(), false, List.of(), "Stop it");

        assertThat(RemedyReversibility.declare(delete))
                .isEqualTo(new Remedy("delete-snapshot", Map.of(), false, List.of("it"), "Delete it"));
        assertThat(RemedyReversibility.declare(stop)).isSameAs(stop);
        assertThat(RemedyReversibility.declare(careful)).as("it may state less").isSameAs(careful);
        assertThat(RemedyReversibility.isPossible("put-lifecycle-rule", Map.of()))
                .isFalse();
    }
}
