package dev.gleaner.collector.source.billing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gleaner.collector.Recordings;
import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void shouldReadEveryLine() throws Exception {
        assertThat(bills.report().deadLetters()).isEmpty();
        assertThat(bills.report().lines()).isEqualTo(number("len(rows)")).isPositive();
        assertThat(bills.report().skipped())
                .containsOnlyKeys("other provider")
                .containsEntry("other provider", number("len(rows) - len(aws)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BilledCost", "EffectiveCost", "ListCost"})
    void shouldComeToTheSameSum(String column) throws Exception {
        Function<BilledCharge, String> amount = switch (column) {
            case "BilledCost" -> BilledCharge::getBilled;
            case "EffectiveCost" -> BilledCharge::getEffective;
            default -> BilledCharge::getList;
        };

        assertThat(bills.sum(amount)).isEqualByComparingTo(python("sum(D(r['" + column + "']) for r in aws)"));
    }

    @Test
    void shouldStateTheSumsOfEachBill() throws Exception {
        assertThat(bills.statements())
                .hasSize(number("len({(r['BillingAccountId'], r['BillingPeriodStart']) for r in aws})"));
        assertThat(bills.statements().stream()
                        .map(signal -> new BigDecimal(signal.getBillStatement().getBilled()))
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(python("sum(D(r['BilledCost']) for r in aws)"));
        assertThat(bills.statements().stream()
                        .map(signal -> new BigDecimal(signal.getBillStatement().getEffective()))
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(python("sum(D(r['EffectiveCost']) for r in aws)"));
    }

    @Test
    void shouldComeToTheSameSumOfEachCategory() throws Exception {
        for (ChargeCategory category : List.of(
                ChargeCategory.USAGE,
                ChargeCategory.PURCHASE,
                ChargeCategory.TAX,
                ChargeCategory.CREDIT,
                ChargeCategory.ADJUSTMENT)) {
            assertThat(bills.charges().stream()
                            .filter(charge -> charge.getCategory() == category)
                            .map(charge -> new BigDecimal(charge.getBilled()))
                            .reduce(BigDecimal.ZERO, BigDecimal::add))
                    .as(category.name())
                    .isEqualByComparingTo(
                            python("sum(D(r['BilledCost']) for r in aws if r['ChargeCategory'].upper() == '" + category
                                    + "')"));
        }
    }

    @Test
    void shouldComeToTheSameSumOfEachEnvironment() throws Exception {
        assertThat(bills.signals().stream()
                        .flatMap(signal -> signal.getBilledCharges().getChargesList().stream()
                                .filter(charge -> charge.getTags() > 0)
                                .filter(charge -> "dev"
                                        .equals(signal.getBilledCharges()
                                                .getTags(charge.getTags() - 1)
                                                .getTagsMap()
                                                .get("environment"))))
                        .map(charge -> new BigDecimal(charge.getBilled()))
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(python("sum(D(r['BilledCost']) for r in aws if r['Tags'] != 'NULL'"
                        + " and __import__('json').loads(r['Tags']).get('environment') == 'dev')"))
                .isPositive();
    }

    @Test
    void shouldChargeAccountsWithWhatNamesNoResource() throws Exception {
        assertThat(bills.charges(":root").stream()
                        .map(charge -> new BigDecimal(charge.getBilled()))
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(
                        python(
                                "sum(D(r['BilledCost']) for r in aws if r['ResourceId'] == 'NULL'"
                                        + " and not (r['CommitmentDiscountStatus'] == 'Unused' and r['CommitmentDiscountId'] != 'NULL'))"));
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
