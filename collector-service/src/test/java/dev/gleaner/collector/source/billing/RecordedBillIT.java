package dev.gleaner.collector.source.billing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gleaner.collector.Recordings;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample of real bills that the makers of FOCUS publish, counted against what Python's csv and decimal count in it. */
class RecordedBillIT {

    private final Path folder = Recordings.folder("billing_focus");

    @TempDir
    Path spool;

    private Bills bills;

    @BeforeEach
    void read() throws IOException {
        // Less than there are keys, so that it goes by the disk.
        bills = Bills.read(spool, 100, Files.readAllBytes(folder.resolve("focus_sample.csv")));
    }

    @Test
    void shouldReadEveryRow() throws Exception {
        assertThat(bills.report().deadLetters()).isEmpty();
        assertThat(bills.report().rows()).isEqualTo(number("len(rows)")).isPositive();
        assertThat(bills.report().skipped())
                .containsOnlyKeys("other provider")
                .containsEntry("other provider", number("len(rows) - len(aws)"));
    }

    @Test
    void shouldComeToTheSameSum() throws Exception {
        BigDecimal sum = bills.charges().stream().map(BillCharge::amount).reduce(BigDecimal.ZERO, BigDecimal::add);

        assertThat(sum).isEqualByComparingTo(python("sum(D(r['BilledCost']) for r in aws)"));
        assertThat(bills.charges().stream()
                        .filter(charge -> charge.amount().signum() < 0)
                        .count())
                .isEqualTo(number("sum(D(r['BilledCost']) < 0 for r in aws)"))
                .isPositive();
    }

    @Test
    void shouldMakeAChargeOfEachKey() throws Exception {
        assertThat(bills.charges())
                .hasSize(number("len({tuple(r[c] for c in ['BillingPeriodStart', 'SubAccountId', 'ResourceId',"
                        + " 'ServiceName', 'SkuId', 'ChargePeriodStart', 'ChargePeriodEnd']) for r in aws})"));
    }

    @Test
    void shouldChargeAccountsWithWhatNamesNoResource() throws Exception {
        assertThat(bills.charges().stream()
                        .filter(charge -> charge.key().resource().endsWith(":root"))
                        .map(BillCharge::amount)
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(python("sum(D(r['BilledCost']) for r in aws if r['ResourceId'] == 'NULL')"));
    }

    private int number(String expression) throws Exception {
        return Integer.parseInt(python(expression));
    }

    private String python(String expression) throws Exception {
        assumeTrue(
                new ProcessBuilder("sh", "-c", "command -v python3 > /dev/null")
                                .start()
                                .waitFor()
                        == 0,
                "no python3 on the PATH: install it to run this test");
        String script = "python3 -c \"import csv; from decimal import Decimal as D;"
                + " rows = list(csv.DictReader(open('focus_sample.csv')));"
                + " aws = [r for r in rows if r['ProviderName'] == 'AWS'];"
                + " print(" + expression + ")\"";
        return new String(Recordings.shell(folder, script), UTF_8).strip();
    }
}
