package dev.gleaner.contracts.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdlenessLimitsTest {

    @Test
    void shouldBeLeftOutOfARemedyWithoutLimits() {
        Remedy remedy = new Remedy("stop-instance", Map.of(), true, List.of(), "Stop it");

        assertThat(Json.text(remedy)).doesNotContain("idleness");
        assertThat(Json.read(Json.text(remedy), Remedy.class)).isEqualTo(remedy);
    }

    @Test
    void shouldBeReadAsItIsWritten() {
        Remedy remedy = new Remedy("stop-instance", Map.of(), true, List.of(), "Stop it")
                .whileIdle(limits("PT1H", "PT5M", "PT1H", 0.9, 0));

        assertThat(Json.read(Json.text(remedy), Remedy.class)).isEqualTo(remedy);
        JsonNode written = Json.tree(remedy).get("idleness");
        assertThat(written.get("window").asText()).isEqualTo("PT1H");
        assertThat(written.get("period").asText()).isEqualTo("PT5M");
    }

    @Test
    void shouldMakeNoOtherRemedyOfIt() {
        Remedy remedy = new Remedy("stop-instance", Map.of(), true, List.of(), "Stop it");
        Remedy limited = remedy.whileIdle(limits("PT1H", "PT5M", "PT1H", 0.9, 0));

        assertThat(limited).isNotEqualTo(remedy);
        assertThat(limited.isSameAs(remedy)).isTrue();
        assertThat(limited.isSameAs(Remedy.advice("Stop it"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "PT1H, PT1M, PT1H, 0.9, 0",
        "PT90M, PT1H, PT90M, 0.9, 0",
        "PT0S, PT5M, PT0S, 0.9, 0",
        "PT1H, PT5M, PT2H, 0.9, 0",
        "PT1H, PT5M, PT1H, 0, 0",
        "PT1H, PT5M, PT1H, 1.1, 0",
        "PT1H, PT5M, PT1H, NaN, 0",
        "PT1H, PT5M, PT1H, 0.9, -1"
    })
    void shouldRejectWhatNoMetricsCanShow(String window, String period, String rest, double coverage, int workPeriods) {
        assertThatThrownBy(() -> limits(window, period, rest, coverage, workPeriods))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "PT5M, PT5M, 5 minutes",
        "PT1H, PT5M, 60 minutes",
        "PT4H, PT1H, 4 hours",
        "PT24H, PT1H, 24 hours",
        "P7D, PT1H, 7 days",
        "PT100M, PT5M, 100 minutes"
    })
    void shouldNameItsWindow(String window, String period, String expected) {
        assertThat(limits(window, period, "PT0S", 0.8, 0).windowText()).isEqualTo(expected);
    }

    private static IdlenessLimits limits(String window, String period, String rest, double coverage, int workPeriods) {
        return new IdlenessLimits(
                IdlenessLimits.VERSION,
                Duration.parse(window),
                Duration.parse(period),
                coverage,
                null,
                20,
                6,
                50,
                5_000_000,
                null,
                workPeriods,
                Duration.parse(rest),
                null);
    }
}
