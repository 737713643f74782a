package dev.gleaner.collector.source.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.source.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivityReportTest {

    private static final Instant NOW = Instant.parse("2026-11-29T09:00:00Z");
    private static final String INSTANCE = "arn:aws:ec2:us-east-1:111122223333:instance/i-0a1b2c3d";

    @Test
    void shouldReadWhoIsAtWorkUntilWhen() throws InvalidInputException {
        ActivityReport report = parse(body(INSTANCE, "2026-11-29T10:12:00+01:00", " 2 login sessions "));

        assertThat(report.instance()).hasToString(INSTANCE);
        assertThat(report.from()).isEqualTo(NOW);
        assertThat(report.until()).isEqualTo("2026-11-29T09:12:00Z");
        assertThat(report.what()).isEqualTo("2 login sessions");
    }

    @Test
    void shouldTakeAReportThatHoldsForTheLongestTimeAndNoLonger() throws InvalidInputException {
        assertThat(parse(body(INSTANCE, "2026-11-30T09:00:00Z", "ssh")).until()).isEqualTo("2026-11-30T09:00:00Z");

        assertThatThrownBy(() -> parse(body(INSTANCE, "2026-11-30T09:00:00.001Z", "ssh")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("until: ", "PT24H", "collector.activity.longest");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{|line 1",
                "{\"instance\": x}|line 1, column",
                "[]|line 1: expected a JSON object",
                "''|line 1: expected a JSON object",
                "{\"until\":\"2026-11-29T10:00:00Z\",\"what\":\"ssh\"}|instance: expected a text, it is missing",
                "{\"instance\":1}|instance: expected a text",
            })
    void shouldSayWhereABodyIsWrong(String body, String reason) {
        assertThatThrownBy(() -> parse(body))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "i-0a1b2c3d|2026-11-29T10:00:00Z|ssh|instance: expected arn:aws:ec2:",
                "arn:aws:ec2:us-east-1:111122223333:volume/vol-1|2026-11-29T10:00:00Z|ssh|instance: ",
                "arn:aws:ec2:us-east-1:111122223333:instance/i-0a|2026-11-29T10:00:00|ssh|until: expected a time with its offset",
                "arn:aws:ec2:us-east-1:111122223333:instance/i-0a|2026-11-29T09:00:00Z|ssh|until: 2026-11-29T09:00:00Z is not after",
                "arn:aws:ec2:us-east-1:111122223333:instance/i-0a|2026-11-29T10:00:00Z|''|what: ",
                "arn:aws:ec2:us-east-1:111122223333:instance/i-0a|2026-11-29T10:00:00Z|a\\nb|what: ",
            })
    void shouldNameTheFieldThatIsWrong(String instance, String until, String what, String reason) {
        assertThatThrownBy(() -> parse(body(instance, until, what)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(reason);
    }

    @Test
    void shouldRefuseALongText() {
        assertThatThrownBy(() -> parse(body(INSTANCE, "2026-11-29T10:00:00Z", "x".repeat(201))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("what: ");
    }

    private static ActivityReport parse(String body) throws InvalidInputException {
        return ActivityReport.parse(body.getBytes(StandardCharsets.UTF_8), NOW, Duration.ofDays(1));
    }

    private static String body(String instance, String until, String what) {
        return "{\"instance\":\"" + instance + "\",\"until\":\"" + until + "\",\"what\":\"" + what + "\",\"later\":1}";
    }
}
