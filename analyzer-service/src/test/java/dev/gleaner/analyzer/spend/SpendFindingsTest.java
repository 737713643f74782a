package dev.gleaner.analyzer.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Seeing;
import dev.gleaner.analyzer.rule.spend.SpendRules;
import dev.gleaner.analyzer.rule.spend.UnitCost;
import dev.gleaner.analyzer.rule.spend.UnitCostConfig;
import dev.gleaner.analyzer.rule.spend.UnusedCommitment;
import dev.gleaner.analyzer.rule.spend.UnusedCommitmentConfig;
import dev.gleaner.analyzer.store.InMemoryStateStore;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.spend.SpendDimension;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpendFindingsTest {

    private static final String BILL = "123456789012 2026-10-01";
    private static final LocalDate FIRST = LocalDate.parse("2026-10-01");
    private static final String PLAN = "arn:aws:savingsplans::123456789012:savingsplan/1";

    private final StateStore store = new InMemoryStateStore();
    private final SpendMerger merger = new SpendMerger(store);
    private final Seeing said = new Seeing();
    private final List<Finding> findings = said.findings();
    private final SpendFindings evaluator = new SpendFindings(
            store,
            merger,
            new SpendRules(
                    UnitCost.of(Defaults.of(UnitCostConfig.class)),
                    UnusedCommitment.of(Defaults.of(UnusedCommitmentConfig.class)),
                    Map.of("ranker", new BigDecimal("0.001"))),
            said);

    @Test
    void shouldFindAServiceAboveItsTargetAndSayWhenItIsBelowAgain() {
        spend(10, "2", 1000);

        assertThat(findings).extracting(Finding::rule).containsExactly("unit-cost");
        Finding finding = findings.get(0);
        assertThat(finding.resource()).isEqualTo("arn:aws:gleaner:::service/ranker");
        assertThat(finding.account()).isEqualTo("123456789012");
        assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);

        spend(11, "2", 1000);
        assertThat(findings).hasSize(1);
        assertThat(said.confirmed()).isEqualTo(Map.of(finding.id(), Instant.parse("2026-10-11T00:00:00Z")));

        spend(25, "0.1", 1000);
        assertThat(findings).extracting(Finding::status).endsWith(Finding.Status.RESOLVED);
        assertThat(findings).extracting(Finding::id).containsOnly(finding.id());
    }

    /** The newest day of a bill is not complete. */
    @Test
    void shouldWaitForALaterDay() {
        spend(1, "2", 1000);

        assertThat(findings).isEmpty();
    }

    @Test
    void shouldBelieveAServiceMoreThanWhatIsMeasuredAtItsEndpoint() {
        part(new SpendRecord.Predictions("ranker", "sagemaker", FIRST, counts(10, 1_000_000)));

        spend(10, "2", 1000);

        assertThat(findings).extracting(Finding::rule).containsExactly("unit-cost");
    }

    @Test
    void shouldFindAnUnusedCommitmentOnce() {
        part(new SpendRecord.Commitment(
                BILL,
                PLAN,
                IntStream.range(0, 9)
                        .mapToObj(day -> new SpendRecord.Commitment.DayUse(
                                FIRST.plusDays(day), new BigDecimal("1"), new BigDecimal("4")))
                        .toList()));

        spend(8, "0.1", 1000);
        spend(9, "0.1", 1000);

        assertThat(findings)
                .extracting(Finding::rule, Finding::resource)
                .containsExactly(tuple("unused-commitment", PLAN));
    }

    /** Such as a tax, which has one line for the whole month from the first statement on. */
    @Test
    void shouldTakeAMonthlyLineForNoUsageOfTheDaysToCome() {
        List<SpendRecord.Amounts.DayAmount> month = IntStream.range(0, 31)
                .mapToObj(day -> new SpendRecord.Amounts.DayAmount(
                        FIRST.plusDays(day), BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ZERO))
                .toList();
        part(new SpendRecord.Amounts(BILL, SpendDimension.PRODUCT, "AWSSupportBusiness", null, month));

        shouldFindAnUnusedCommitmentOnce();

        assertThat(findings).extracting(Finding::status).containsExactly(Finding.Status.OPEN);
        assertThat(said.confirmed().values()).containsExactly(Instant.parse("2026-10-09T00:00:00Z"));
        assertThat(evaluated()).isEqualTo(FIRST.plusDays(7).toString());
    }

    /** An earlier version took the days of a monthly line for days with usage. */
    @Test
    void shouldEvaluateTheRealDaysAlthoughLaterOnesWereEvaluated() {
        store.put("d", Long.toString(FIRST.plusDays(29).toEpochDay()).getBytes(StandardCharsets.US_ASCII));

        spend(10, "2", 1000);
        spend(11, "2", 1000);

        assertThat(findings).extracting(Finding::rule).containsExactly("unit-cost");
        assertThat(said.confirmed().values()).containsExactly(Instant.parse("2026-10-11T00:00:00Z"));
        assertThat(evaluated()).isEqualTo(FIRST.plusDays(9).toString());
    }

    @Test
    void shouldEvaluateNoDayAfterTheStatement() {
        bill(30, Instant.parse("2026-10-11T09:00:00Z"));

        spendWithoutBill(30, "2", 1000);

        assertThat(evaluated()).isEqualTo(FIRST.plusDays(9).toString());
        assertThat(said.confirmed().values())
                .isNotEmpty()
                .allMatch(through -> !through.isAfter(Instant.parse("2026-10-11T00:00:00Z")));
    }

    /** What of a reservation was unused is known when its month is over: until then the last known days count. */
    @Test
    void shouldEvaluateACommitmentByTheDaysThatAreKnown() {
        part(new SpendRecord.Commitment(
                "123456789012 2026-09-01",
                PLAN,
                IntStream.range(-10, 0)
                        .mapToObj(day -> new SpendRecord.Commitment.DayUse(
                                FIRST.plusDays(day), BigDecimal.ONE, new BigDecimal("4")))
                        .toList()));
        part(new SpendRecord.Commitment(
                BILL,
                PLAN,
                IntStream.range(0, 12)
                        .mapToObj(day -> new SpendRecord.Commitment.DayUse(
                                FIRST.plusDays(day), new BigDecimal("5"), BigDecimal.ZERO))
                        .toList(),
                FIRST));

        spend(3, "0.1", 1000);
        spend(12, "0.1", 1000);

        assertThat(findings).extracting(Finding::rule).containsExactly("unused-commitment");
        assertThat(findings).extracting(Finding::status).containsExactly(Finding.Status.OPEN);
        assertThat(said.confirmed().values()).containsExactly(Instant.parse("2026-10-01T00:00:00Z"));
    }

    private String evaluated() {
        return LocalDate.ofEpochDay(
                        Long.parseLong(new String(Objects.requireNonNull(store.get("d")), StandardCharsets.US_ASCII)))
                .toString();
    }

    @Test
    void shouldNameACommitmentThatIsListed() {
        part(new SpendRecord.CommitmentTerms(
                PLAN,
                "",
                null,
                "Compute",
                Instant.parse("2027-03-01T00:00:00Z"),
                new BigDecimal("0.5"),
                Map.of("Name", "serving", "team", "search"),
                null));

        shouldFindAnUnusedCommitmentOnce();

        assertThat(findings).extracting(Finding::name).containsExactly("serving");
        assertThat(findings).extracting(finding -> finding.owner().team()).containsExactly("search");
        assertThat(findings.get(0).remedies().get(0).text()).contains("at its end on 2027-03-01");
    }

    private void spend(int count, String cost, long predictions) {
        bill(count, Instant.parse("2026-11-03T09:00:00Z"));
        spendWithoutBill(count, cost, predictions);
    }

    private void bill(int days, Instant stated) {
        part(new SpendRecord.Bill(BILL, stated, 1, 0, BigDecimal.ONE, BigDecimal.ONE, FIRST.plusDays(days - 1L)));
    }

    private void spendWithoutBill(int count, String cost, long predictions) {
        List<SpendRecord.Amounts.DayAmount> days = IntStream.range(0, count)
                .mapToObj(day -> new SpendRecord.Amounts.DayAmount(
                        FIRST.plusDays(day), new BigDecimal(cost), new BigDecimal(cost), BigDecimal.ZERO))
                .toList();
        part(new SpendRecord.Amounts(BILL, SpendDimension.SERVICE, "ranker", null, days));
        part(new SpendRecord.Amounts(BILL, SpendDimension.PRODUCT, "AmazonEC2", null, days));
        part(new SpendRecord.Predictions("ranker", "reported", FIRST, counts(count, predictions)));
        merger.publish((key, spendRecord) -> {}, Integer.MAX_VALUE);
        evaluator.evaluate();
    }

    private static List<SpendRecord.Predictions.DayCount> counts(int count, long predictions) {
        return IntStream.range(0, count)
                .mapToObj(day -> new SpendRecord.Predictions.DayCount(FIRST.plusDays(day), predictions, null, null))
                .toList();
    }

    private void part(SpendRecord spendRecord) {
        merger.accept(SpendMerger.partKey(spendRecord.topicKey(), 0), Json.bytes(spendRecord));
    }
}
