package dev.gleaner.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Saving;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectedSavingsTest {

    private static final String FILE = """
            {
              "idle-instance": {
                "arn:one": {"monthly": "40.00", "low": "0.00", "high": "40.00"},
                "arn:unpriced": {}
              },
              "internet-egress": {
                "arn:net": {
                  "monthly": "3.00", "low": "0.00", "high": "3.00",
                  "byHour": {
                    "2026-03-14T09:00:00Z": {"monthly": "1.00", "low": "0.00", "high": "1.00"},
                    "2026-03-14T10:00:00Z": {"monthly": "2.00", "low": "0.00", "high": "2.00"}
                  },
                  "through": "2026-03-14T12:00:00Z"
                }
              }
            }
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "idle-instance,   arn:one,      2026-03-14T12:00:00Z, 40.00",
                "idle-instance,   arn:unpriced, 2026-03-14T12:00:00Z, -",
                "idle-instance,   arn:net,      2026-03-14T12:00:00Z, -",
                "internet-egress, arn:net,      2026-03-14T08:59:00Z, -",
                "internet-egress, arn:net,      2026-03-14T09:59:00Z, 1.00",
                "internet-egress, arn:net,      2026-03-14T10:00:00Z, 2.00",
                "internet-egress, arn:net,      2026-03-14T12:00:00Z, 2.00",
                "internet-egress, arn:net,      2026-03-14T13:00:00Z, -"
            })
    void shouldExpectTheSavingOfTheHourOfTheConfirmation(String rule, String arn, Instant evaluated, String monthly)
            throws IOException {
        ExpectedSavings expected = ExpectedSavings.read(Files.writeString(folder.resolve("truth.json"), FILE));

        assertThat(expected.amount(finding(rule, arn, evaluated)).map(BigDecimal::toPlainString))
                .isEqualTo(Optional.ofNullable(monthly));
    }

    @Test
    void shouldExpectNothingWithoutAFile() {
        Finding finding = finding("idle-instance", "arn:one", Instant.EPOCH);

        assertThat(ExpectedSavings.read(folder.resolve("absent.json")).amount(finding))
                .isEmpty();
    }

    private static Finding finding(String rule, String arn, Instant evaluated) {
        return new Finding(
                "fnd_1",
                1,
                rule,
                1,
                Finding.Status.OPEN,
                false,
                arn,
                "123456789012",
                "us-east-1",
                new Finding.Owner(null, null, "dev", null, Finding.Owner.Source.TAG),
                evaluated,
                evaluated,
                new Finding.Window(evaluated, evaluated),
                List.of(),
                List.of(),
                Saving.unpriced("no entry"),
                new Finding.Effort(5),
                List.of(),
                null,
                "name",
                null,
                0,
                null,
                List.of());
    }
}
