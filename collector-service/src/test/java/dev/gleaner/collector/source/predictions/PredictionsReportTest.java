package dev.gleaner.collector.source.predictions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.source.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionsReportTest {

    private static final Instant NOW = Instant.parse("2026-11-29T18:00:00Z");
    private static final String REPORT =
            "{\"id\":\"ranker-1\",\"service\":\"ranker\",\"from\":\"2026-11-29T09:00:00Z\","
                    + "\"to\":\"2026-11-29T11:00:00+01:00\",\"predictions\":5000}";

    @Test
    void shouldReadWhatWasServedWhen() throws InvalidInputException {
        PredictionsReport.Batch batch =
                parse(REPORT.replace("\"predictions\":5000", "\"inputTokens\":0,\"outputTokens\":1000000000000"));

        assertThat(batch.hints()).isEmpty();
        assertThat(batch.reports()).singleElement().satisfies(report -> {
            assertThat(report.id()).isEqualTo("ranker-1");
            assertThat(report.service()).isEqualTo("ranker");
            assertThat(report.resource()).hasToString("arn:aws:gleaner:::service/ranker");
            assertThat(report.from()).isEqualTo("2026-11-29T09:00:00Z");
            assertThat(report.to()).isEqualTo("2026-11-29T10:00:00Z");
            assertThat(report.predictions()).isEmpty();
            assertThat(report.inputTokens()).hasValue(0);
            assertThat(report.outputTokens()).hasValue(1_000_000_000_000L);
        });
    }

    @Test
    void shouldReadAList() throws InvalidInputException {
        PredictionsReport.Batch batch = parse(
                "[" + REPORT + "," + REPORT.replace("ranker-1", "ranker-2").replace("5000", "7") + "]");

        assertThat(batch.reports())
                .extracting(report -> report.predictions().getAsLong())
                .containsExactly(5000L, 7L);
    }

    @Test
    void shouldTakeAReportUpToMidnightAndNoneAcrossIt() throws InvalidInputException {
        String lastHour = REPORT.replace("2026-11-29T09:00:00Z", "2026-11-28T23:00:00Z");

        assertThat(parse(lastHour.replace("2026-11-29T11:00:00+01:00", "2026-11-29T00:00:00Z"))
                        .reports())
                .hasSize(1);
        assertThatThrownBy(() -> parse(lastHour.replace("2026-11-29T11:00:00+01:00", "2026-11-29T00:00:01Z")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "to: 2026-11-29T00:00:01Z is on a later day (UTC) than 2026-11-28T23:00:00Z: split the report"
                                + " at 2026-11-29T00:00:00Z, as predictions are counted by day");
    }

    @Test
    void shouldRefuseWhatIsStillToCome() throws InvalidInputException {
        assertThat(parse(REPORT.replace("2026-11-29T11:00:00+01:00", "2026-11-29T18:10:00Z"))
                        .reports())
                .hasSize(1);
        assertThatThrownBy(() -> parse(REPORT.replace("2026-11-29T11:00:00+01:00", "2026-11-29T18:10:01Z")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("to: 2026-11-29T18:10:01Z is after 2026-11-29T18:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"predictions\":5000|\"predictions\":-1|predictions: expected a whole number",
                "\"predictions\":5000|\"predictions\":1.5|predictions: expected a whole number",
                "\"predictions\":5000|\"predictions\":\"5000\"|predictions: expected a whole number",
                "\"predictions\":5000|\"predictions\":1000000000001|predictions: expected a whole number",
                "\"predictions\":5000|\"predictions\":99999999999999999999|predictions: expected a whole number",
                "\"predictions\":5000|\"outputTokens\":true|outputTokens: expected a whole number",
                "\"predictions\":5000|\"input\":1|predictions: expected a count here, in inputTokens or in outputTokens",
                "\"ranker-1\"|\"\"|id: expected a line of 1 to 200 characters",
                "\"ranker-1\"|7|id: expected a text",
                "\"ranker\"|\" ranker\"|service: expected a line of 1 to 256 characters",
                "\"ranker\"|\"a\\nb\"|service: expected a line of 1 to 256 characters",
                "\"from\"|\"begin\"|from: expected a text, it is missing",
                "2026-11-29T09:00:00Z|2026-11-29T09:00:00|from: expected a time with its offset",
                "2026-11-29T09:00:00Z|2026-11-29T10:00:00Z|to: 2026-11-29T10:00:00Z is not after",
            })
    void shouldNameTheFieldThatIsWrong(String part, String wrong, String reason) {
        assertThatThrownBy(() -> parse(REPORT.replace(part, wrong)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(reason);
    }

    @Test
    void shouldRefuseANameThatIsNoTag() {
        assertThatThrownBy(() -> parse(REPORT.replace("\"ranker\"", "\"a|b\"")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("service: ");
        assertThatThrownBy(() -> parse(REPORT.replace("\"ranker\"", "\"" + "r".repeat(257) + "\"")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("service: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{|line 1",
                "7|line 1: expected a JSON object, or a list",
                "[]|line 1: expected a JSON object, or a list",
                "''|line 1: expected a JSON object, or a list",
                "[7]|[0]: expected a JSON object",
            })
    void shouldSayWhereABodyIsWrong(String body, String reason) {
        assertThatThrownBy(() -> parse(body))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(reason);
    }

    @Test
    void shouldSayWhichReportOfAListIsWrong() {
        assertThatThrownBy(() -> parse("[" + REPORT + "," + REPORT.replace("5000", "-1") + "]"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("[1].predictions: ");
        assertThatThrownBy(() -> parse("[" + REPORT + "," + REPORT.replace("5000", "1") + "]"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("[1].id: is that of [0], too");
        assertThatThrownBy(() -> parse("[" + REPORT + "," + REPORT + "," + REPORT + "," + REPORT + "]"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("4 reports, more than 3", "collector.predictions.reports");
    }

    @Test
    void shouldTellAReportOfAnotherServiceOrDayFromOneWithTheSameId() throws InvalidInputException {
        String yesterday = REPORT.replace("2026-11-29", "2026-11-28");

        assertThat(parse("[" + REPORT + "," + yesterday + "," + REPORT.replace("\"ranker\"", "\"tagger\"") + "]")
                        .reports())
                .hasSize(3);
    }

    @Test
    void shouldPointOutFieldsThatAreNotUsed() throws InvalidInputException {
        assertThat(parse("[" + REPORT.replace("}", ",\"input_tokens\":1}") + "]")
                        .hints())
                .containsExactly("[0].input_tokens: this field is not known and was not used");
    }

    private static PredictionsReport.Batch parse(String body) throws InvalidInputException {
        return PredictionsReport.parse(body.getBytes(StandardCharsets.UTF_8), NOW, 3);
    }
}
