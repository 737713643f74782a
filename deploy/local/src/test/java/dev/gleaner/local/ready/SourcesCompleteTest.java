package dev.gleaner.local.ready;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourcesCompleteTest {

    private static final EstateState ESTATE =
            new EstateState(Instant.parse("2026-03-14T12:00:00Z"), List.of("1"), List.of("us-east-1"), 3, true);

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
        assertThat(condition().missing(ESTATE, new Progress(List.of(), 0)))
                .hasValueSatisfying(text -> assertThat(text).contains("metric-stream us-east-1 nothing yet"));
    }

    @Test
    void shouldNotTakeAnotherRegionForIt() {
        Progress elsewhere = new Progress(
                List.of(new Progress.Source("metric-stream", "1", "eu-west-3", Instant.parse("2027-01-01T00:00:00Z"))),
                0);

        assertThat(condition().missing(ESTATE, elsewhere)).isPresent();
    }

    private static Optional<String> missing(String through) {
        String json = """
                {"sources":[{"source":"metric-stream","account":"1","region":"us-east-1","through":"%s"}],
                 "judgedThrough":"2026-03-14T11:00:00Z","due":0}""".formatted(through);
        return condition().missing(ESTATE, Json.read(json, Progress.class));
    }

    private static SourcesComplete condition() {
        return new SourcesComplete(new Api(""), "", () -> Optional.of(ESTATE), List.of("metric-stream"));
    }
}
