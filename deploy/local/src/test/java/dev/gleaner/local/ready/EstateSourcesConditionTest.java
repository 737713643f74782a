package dev.gleaner.local.ready;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EstateSourcesConditionTest {

    private static final EstateState ESTATE = estate(List.of("us-east-1"), Map.of("1", List.of("us-east-1")));

    private static final EstateState TRAIL_ESTATE = new EstateState(
            Instant.parse("2026-03-14T12:00:00Z"), List.of("1"), List.of("eu-west-3", "us-east-1"), Map.of(), 3, true);

    @Test
    void shouldBeSatisfiedWhenTheSourceIsAtTheEnd() {
        assertThat(missing("2026-03-14T12:00:00Z")).isEmpty();
    }

    @Test
    void shouldNameTheSourceThatIsBehind() {
        assertThat(missing("2026-03-14T11:59:59Z"))
                .hasValueSatisfying(text -> assertThat(text)
                        .contains(
                                "sources to pass 2026-03-14T12:00:00Z: metric-stream us-east-1 2026-03-14T11:59:59Z"));
    }

    @Test
    void shouldTakeASourceThatNeverReportedForMissing() {
        assertThat(condition().missing(ESTATE, new AnalyzerProgress(List.of(), 0)))
                .hasValueSatisfying(text -> assertThat(text).contains("metric-stream us-east-1 nothing yet"));
    }

    @Test
    void shouldNotTakeAnotherRegionForIt() {
        AnalyzerProgress elsewhere = new AnalyzerProgress(
                List.of(new AnalyzerProgress.Source(
                        "metric-stream", "1", "eu-west-3", Instant.parse("2027-01-01T00:00:00Z"))),
                0);

        assertThat(condition().missing(ESTATE, elsewhere)).isPresent();
    }

    @Test
    void shouldNotWaitForAMetricStreamWhereNothingIsMeasured() {
        EstateState estate = estate(List.of("eu-west-3", "us-east-1"), Map.of("1", List.of("us-east-1")));
        AnalyzerProgress progress = new AnalyzerProgress(
                List.of(
                        new AnalyzerProgress.Source("metric-stream", "1", "us-east-1", ESTATE.end()),
                        new AnalyzerProgress.Source("inventory", "1", "us-east-1", ESTATE.end())),
                0);

        assertThat(condition("metric-stream").missing(estate, progress)).isEmpty();
        assertThat(condition("metric-stream", "inventory").missing(estate, progress))
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("inventory eu-west-3 nothing yet")
                        .doesNotContain("metric-stream"));
    }

    /** As an earlier version wrote it. */
    @Test
    void shouldWaitForEveryRegionWhenItIsNotSaidWhatIsMeasured() {
        String json = """
                {"end":"2026-03-14T12:00:00Z","accounts":["1"],"regions":["us-east-1"],"instances":3,"loaded":true}""";

        assertThat(condition().missing(Json.read(json, EstateState.class), new AnalyzerProgress(List.of(), 0)))
                .isPresent();
    }

    private static EstateState estate(List<String> regions, Map<String, List<String>> measured) {
        return new EstateState(Instant.parse("2026-03-14T12:00:00Z"), List.of("1"), regions, measured, 3, true);
    }

    private static Optional<String> missing(String through) {
        String json = """
                {"sources":[{"source":"metric-stream","account":"1","region":"us-east-1","through":"%s"}],
                 "judgedThrough":"2026-03-14T11:00:00Z","due":0}""".formatted(through);
        return condition().missing(ESTATE, Json.read(json, AnalyzerProgress.class));
    }

    private static EstateSourcesCondition condition() {
        return condition("metric-stream");
    }

    private static EstateSourcesCondition condition(String... sources) {
        return EstateSourcesCondition.complete(
                new ServiceApiClient(""), "", () -> Optional.of(ESTATE), List.of(sources));
    }

    @Test
    void shouldBeSatisfiedHoweverOldTheNewestDeliveryIs() {
        assertThat(trailMissing("eu-west-3", "us-east-1")).isEmpty();
    }

    @Test
    void shouldNameTheRegionThatHasNotReported() {
        assertThat(trailMissing("us-east-1")).contains("to be read: cloudtrail-folder eu-west-3");
    }

    @Test
    void shouldWaitForNothingWhereThereAreNoInstances() {
        EstateState none = new EstateState(TRAIL_ESTATE.end(), List.of(), List.of(), Map.of(), 0, true);

        assertThat(trail().missing(none, new AnalyzerProgress(List.of(), 0))).isEmpty();
    }

    private static Optional<String> trailMissing(String... reported) {
        List<AnalyzerProgress.Source> sources = List.of(reported).stream()
                .map(region -> new AnalyzerProgress.Source("cloudtrail-folder", "1", region, Instant.EPOCH))
                .toList();
        return trail().missing(TRAIL_ESTATE, new AnalyzerProgress(sources, 0));
    }

    private static EstateSourcesCondition trail() {
        return EstateSourcesCondition.read(
                new ServiceApiClient(""), "", () -> Optional.of(TRAIL_ESTATE), List.of("cloudtrail-folder"));
    }
}
