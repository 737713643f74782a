package dev.gleaner.local.ready;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrailReadConditionTest {

    private static final EstateState ESTATE = new EstateState(
            Instant.parse("2026-03-14T12:00:00Z"), List.of("1"), List.of("eu-west-3", "us-east-1"), Map.of(), 3, true);

    @Test
    void shouldBeSatisfiedHoweverOldTheNewestDeliveryIs() {
        assertThat(missing("eu-west-3", "us-east-1")).isEmpty();
    }

    @Test
    void shouldNameTheRegionThatHasNotReported() {
        assertThat(missing("us-east-1")).contains("to be read: cloudtrail-folder eu-west-3");
    }

    @Test
    void shouldWaitForNothingWhereThereAreNoInstances() {
        EstateState none = new EstateState(ESTATE.end(), List.of(), List.of(), Map.of(), 0, true);

        assertThat(condition().missing(none, new AnalyzerProgress(List.of(), 0)))
                .isEmpty();
    }

    private static Optional<String> missing(String... reported) {
        List<AnalyzerProgress.Source> sources = List.of(reported).stream()
                .map(region -> new AnalyzerProgress.Source("cloudtrail-folder", "1", region, Instant.EPOCH))
                .toList();
        return condition().missing(ESTATE, new AnalyzerProgress(sources, 0));
    }

    private static TrailReadCondition condition() {
        return new TrailReadCondition(
                new ServiceApiClient(""), "", () -> Optional.of(ESTATE), List.of("cloudtrail-folder"));
    }
}
