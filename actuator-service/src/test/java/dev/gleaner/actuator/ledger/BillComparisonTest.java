package dev.gleaner.actuator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gleaner.contracts.spend.SpendRecord;
import dev.gleaner.contracts.spend.SpendRecord.ResourceCharges.Charge;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Bills of one instance that is stopped at noon of the first of May and costs 24 USD a day, by hand. */
class BillComparisonTest {

    private static final String PAYER = "123456789012";
    private static final String RESOURCE = "arn:aws:ec2:us-east-1:123456789012:instance/i-0a1b2c3d4e5f60718";
    private static final LocalDate FIRST = LocalDate.parse("2026-04-01");
    private static final LocalDate STOPPED = LocalDate.parse("2026-05-01");
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final Instant JULY = Instant.parse("2026-07-05T00:00:00Z");
    private static final String HOURS = "BoxUsage:m5.xlarge";

    /** A dollar an hour. */
    private static final Optional<SavingsRate> RATE =
            Optional.of(new SavingsRate(new BigDecimal("730"), new BigDecimal("730")));

    private final BillComparison comparison = new BillComparison(Duration.ofHours(24), BigDecimal.TEN);

    @Test
    void shouldCountTheFirstAndTheLastDayByWhatTheyWereCharged() {
        List<Charge> charges = before("24");
        charges.add(charge(STOPPED, HOURS, "12"));

        BilledSaving saving = compare(charges, stop());

        assertThat(saving.state()).isEqualTo(BilledSaving.State.BILLED);
        assertThat(saving.days()).isEqualTo(31);
        // 12 hours of the first day, 29 days, and the last day, of which only 12 hours are of the first 30 days.
        assertThat(saving.usd()).contains(new BigDecimal("732.00"));
        assertThat(saving.measured()).contains(new BigDecimal("720.00"));
        assertThat(saving.byMonth()).containsEntry(YearMonth.parse("2026-05"), new BigDecimal("732.00"));
        assertThat(saving.payer()).contains(PAYER);
    }

    @Test
    void shouldCompareWithTheMeanOfTheSameWeekday() {
        List<Charge> charges = new ArrayList<>();
        for (LocalDate day = FIRST; day.isBefore(STOPPED); day = day.plusDays(1)) {
            boolean isSunday = day.getDayOfWeek() == DayOfWeek.SUNDAY;
            // Sundays from the 5th on: 3, 6, 9, 12.
            int week = day.getDayOfMonth() / 7 + 1;
            charges.add(charge(day, HOURS, isSunday ? String.valueOf(3 * week) : "0.000000000001"));
        }

        BilledSaving saving = compare(charges, period("2026-05-03T00:00:00Z", "2026-05-04T00:00:00Z"));

        assertThat(saving.days()).isEqualTo(1);
        assertThat(saving.usd()).contains(new BigDecimal("7.50"));
    }

    /** 31 days of May cost as much as 30 of April. */
    @Test
    void shouldScaleAPriceByTheMonthToTheLengthOfTheMonth() {
        List<Charge> charges = new ArrayList<>();
        for (LocalDate day = FIRST; day.isBefore(STOPPED); day = day.plusDays(1)) {
            charges.add(charge(day, "EUW3-EBS:VolumeUsage.gp3", "1"));
        }

        BilledSaving saving = compare(charges, period("2026-05-01T00:00:00Z", "2026-05-31T00:00:00Z"));

        // 30 of 31 days of 30 USD.
        assertThat(saving.usd()).contains(new BigDecimal("29.03"));
        assertThat(saving.usageTypes().get(0).before()).isEqualByComparingTo("29.03");
    }

    @Test
    void shouldLowerTheSavingByWhatAppearsAfterwards() {
        List<Charge> charges = before("24");
        charges.add(charge(STOPPED, HOURS, "12"));
        charges.add(charge(STOPPED.plusDays(3), "EBS:SnapshotUsage", "0.335"));
        charges.add(charge(STOPPED.plusDays(4), HOURS, "2"));

        BilledSaving saving = compare(charges, stop());

        assertThat(saving.usd()).contains(new BigDecimal("729.66"));
        assertThat(saving.usageTypes())
                .extracting(BilledSaving.UsageTypeChange::usageType)
                .containsExactly(HOURS, "EBS:SnapshotUsage");
        assertThat(saving.usageTypes().get(1).before()).isZero();
    }

    @Test
    void shouldDivideAChargeOfSeveralDaysEvenly() {
        List<Charge> charges = before("24");
        charges.add(new Charge(
                STOPPED, STOPPED.plusDays(3), "AmazonEC2", "Fee", new BigDecimal("10"), new BigDecimal("10")));

        BilledSaving all = compare(charges, period("2026-05-01T00:00:00Z", "2026-05-04T00:00:00Z"));
        BilledSaving third = compare(charges, period("2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z"));

        assertThat(all.usd()).contains(new BigDecimal("62.00"));
        assertThat(third.usd()).contains(new BigDecimal("20.66"));
    }

    @Test
    void shouldSayThatACommitmentCoveredWhatWasStopped() {
        List<Charge> charges = new ArrayList<>();
        for (LocalDate day = FIRST; day.isBefore(STOPPED); day = day.plusDays(1)) {
            charges.add(new Charge(day, day.plusDays(1), "AmazonEC2", HOURS, BigDecimal.ZERO, new BigDecimal("17")));
        }

        BilledSaving saving = compare(charges, stop());

        assertThat(saving.state()).isEqualTo(BilledSaving.State.DISPUTED);
        assertThat(saving.usd()).contains(new BigDecimal("0.00"));
        assertThat(saving.reason()).hasValueSatisfying(text -> assertThat(text).contains("commitment"));
    }

    @Test
    void shouldBeEstimatedUntilTheBillIsFinal() {
        List<Charge> charges = before("24");
        charges.add(charge(STOPPED, HOURS, "12"));

        BilledSaving early = compare(charges, stop(), bill("2026-04", JULY), bill("2026-05", "2026-05-04T00:00:00Z"));
        BilledSaving late = compare(charges, stop(), bill("2026-04", JULY), bill("2026-05", "2026-06-01T00:00:00Z"));
        BilledSaving last = compare(charges, stop(), bill("2026-04", JULY), bill("2026-05", "2026-06-02T00:00:00Z"));
        BilledSaving running =
                compare(charges, new SavingsPeriod(RESOURCE, NOON, Instant.parse("2026-05-20T12:00:00Z"), false, RATE));

        assertThat(early.state()).isEqualTo(BilledSaving.State.ESTIMATED);
        // The third of May ended 24 hours before the statement; the fourth did not.
        assertThat(early.parts().lastKey()).isEqualTo(LocalDate.parse("2026-05-02"));
        assertThat(early.usd()).contains(new BigDecimal("36.00"));
        assertThat(late.state()).isEqualTo(BilledSaving.State.ESTIMATED);
        assertThat(late.parts().lastKey()).isEqualTo(LocalDate.parse("2026-05-30"));
        assertThat(last.state()).isEqualTo(BilledSaving.State.BILLED);
        assertThat(running.state()).isEqualTo(BilledSaving.State.ESTIMATED);
    }

    /** The last day of the window ended long ago, but AWS may still change the bill of its month. */
    @Test
    void shouldBeEstimatedBeforeTheEndOfTheMonth() {
        List<Charge> charges = before("24");
        SavingsPeriod day = period("2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z");

        BilledSaving before = compare(charges, day, bill("2026-04", JULY), bill("2026-05", "2026-05-31T23:59:59Z"));
        BilledSaving after = compare(charges, day, bill("2026-04", JULY), bill("2026-05", "2026-06-01T00:00:00Z"));

        assertThat(before.parts()).hasSize(1);
        assertThat(before.state()).isEqualTo(BilledSaving.State.ESTIMATED);
        assertThat(after.state()).isEqualTo(BilledSaving.State.BILLED);
    }

    @Test
    void shouldNotBeFinalWithLinesThatCannotBeRead() {
        List<Charge> charges = before("24");
        charges.add(charge(STOPPED, HOURS, "12"));
        SpendRecord.Bill torn =
                new SpendRecord.Bill(PAYER + " 2026-05-01", JULY, 10, 1, BigDecimal.ZERO, BigDecimal.ZERO);

        BilledSaving saving = compare(charges, stop(), bill("2026-04", JULY), torn);

        assertThat(saving.state()).isEqualTo(BilledSaving.State.ESTIMATED);
        assertThat(saving.reason()).hasValueSatisfying(text -> assertThat(text).contains("can't be read"));
        assertThat(saving.usd()).isPresent();
    }

    @Test
    void shouldDisputeADifferenceOfMoreThanTenPercentAndSayWhere() {
        List<Charge> charges = before("24");
        for (int i = 0; i < 31; i++) {
            charges.add(charge(STOPPED.plusDays(i), "GP3", i == 0 ? "96.00" : "0"));
        }
        List<Charge> more = new ArrayList<>(charges);
        more.add(charge(STOPPED, "Snapshot", "0.01"));

        // 744 by the bill of 31 days, less 96, is 72 less than the 720 that were measured, which is a tenth.
        assertThat(compare(charges, stop()).state()).isEqualTo(BilledSaving.State.BILLED);
        BilledSaving disputed = compare(more, stop());
        assertThat(disputed.state()).isEqualTo(BilledSaving.State.DISPUTED);
        assertThat(disputed.usageTypes())
                .extracting(change -> change.usageType() + " " + change.difference())
                .containsExactly(HOURS + " 744.00", "GP3 -96.00", "Snapshot -0.01");
    }

    @Test
    void shouldNameAtMostFiveUsageTypes() {
        List<Charge> charges = before("24");
        for (int i = 1; i <= 7; i++) {
            charges.add(charge(STOPPED, "Type" + i, String.valueOf(i)));
        }

        assertThat(compare(charges, stop()).usageTypes())
                .extracting(BilledSaving.UsageTypeChange::usageType)
                .containsExactly(HOURS, "Type7", "Type6", "Type5", "Type4");
    }

    @Test
    void shouldCountADayForTheActionThatBeganFirst() {
        Map<String, SavingsPeriod> periods = new LinkedHashMap<>();
        periods.put("inside", period("2026-05-02T00:00:00Z", "2026-05-03T00:00:00Z"));
        periods.put("later", period("2026-05-04T00:00:00Z", "2026-05-08T00:00:00Z"));
        periods.put("first", period("2026-05-01T00:00:00Z", "2026-05-05T00:00:00Z"));

        Map<String, BilledSaving> savings = comparison.compare(
                periods, charges(before("24"), JULY), List.of(bill("2026-04", JULY), bill("2026-05", JULY)));

        assertThat(savings.get("first").usd()).contains(new BigDecimal("96.00"));
        assertThat(savings.get("later").usd()).contains(new BigDecimal("72.00"));
        assertThat(savings.get("later").measured()).contains(new BigDecimal("72.00"));
        assertThat(savings.get("inside").usd()).isEmpty();
        assertThat(savings.get("inside").reason())
                .contains("all of its days count for action first, which began earlier");
    }

    @Test
    void shouldNotTakeAbsentForZero() {
        SavingsPeriod unpriced =
                new SavingsPeriod(RESOURCE, NOON, NOON.plus(Duration.ofDays(30)), true, Optional.empty());
        List<Charge> week = before("24").stream()
                .filter(charge -> charge.from().isAfter(STOPPED.minusDays(8)))
                .toList();
        List<Charge> wholeWeek = before("24").stream()
                .filter(charge -> charge.from().isAfter(STOPPED.minusDays(9)))
                .toList();

        assertThat(compare(before("24"), unpriced).reason())
                .hasValueSatisfying(text -> assertThat(text).contains("price"));
        assertThat(compare(List.of(), stop()).reason()).contains("no bill has a charge of this resource");
        // The day on which the charges begin may be a part of a day.
        assertThat(compare(week, stop()).reason())
                .hasValueSatisfying(text -> assertThat(text).contains("whole week"));
        assertThat(compare(wholeWeek, stop()).usd()).isPresent();
        assertThat(compare(before("24"), stop(), bill("2026-04", JULY)).reason())
                .contains("none of its days is billed yet");
        assertThat(BilledSaving.sum(List.of(compare(List.of(), stop())))).isEmpty();
    }

    @Test
    void shouldReplaceAStatementByALaterOne() {
        List<Charge> wrong = before("24");
        wrong.add(charge(STOPPED, HOURS, "500"));
        List<Charge> right = before("24");
        right.add(charge(STOPPED, HOURS, "0"));
        List<SpendRecord.ResourceCharges> both = new ArrayList<>(charges(right, JULY));
        both.addAll(charges(wrong, JULY.minusSeconds(1)));

        BilledSaving saving = comparison
                .compare(Map.of("stop", stop()), both, List.of(bill("2026-04", JULY), bill("2026-05", JULY)))
                .get("stop");

        assertThat(saving.usd()).contains(new BigDecimal("744.00"));
    }

    /** The charges of a resource and the end of the statement do not arrive together. */
    @Test
    void shouldTrustNoChargesOfAnEarlierStatement() {
        List<Charge> charges = before("24");
        charges.add(charge(STOPPED, HOURS, "12"));

        BilledSaving saving = comparison
                .compare(
                        Map.of("stop", stop()),
                        charges(charges, Instant.parse("2026-05-10T00:00:00Z")),
                        List.of(bill("2026-04", JULY), bill("2026-05", JULY)))
                .get("stop");

        assertThat(saving.state()).isEqualTo(BilledSaving.State.ESTIMATED);
        assertThat(saving.parts().lastKey()).isEqualTo(LocalDate.parse("2026-05-08"));
    }

    @Test
    void shouldRoundALossDownToo() {
        List<Charge> charges = before("0.001");
        charges.add(charge(STOPPED, HOURS, "0.0111"));

        assertThat(compare(charges, period("2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z"))
                        .usd())
                .contains(new BigDecimal("-0.02"));
    }

    @Test
    void shouldRefuseSettingsThatMeanNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BillComparison(Duration.ofSeconds(-1), BigDecimal.TEN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BillComparison(Duration.ZERO, BigDecimal.ONE.negate()));
    }

    @Test
    void shouldCompareABucketAsAWhole() {
        assertThat(BillComparison.billedResource("arn:aws:s3:::training/runs/")).isEqualTo("arn:aws:s3:::training");
        assertThat(BillComparison.billedResource("arn:aws:s3:::training")).isEqualTo("arn:aws:s3:::training");
        assertThat(BillComparison.billedResource(RESOURCE)).isEqualTo(RESOURCE);
    }

    private BilledSaving compare(List<Charge> charges, SavingsPeriod period, SpendRecord.Bill... bills) {
        return comparison
                .compare(
                        Map.of("stop", period),
                        charges(charges, JULY),
                        bills.length > 0 ? List.of(bills) : List.of(bill("2026-04", JULY), bill("2026-05", JULY)))
                .get("stop");
    }

    /** The charges by the bill of their first day. */
    private static List<SpendRecord.ResourceCharges> charges(List<Charge> charges, Instant stated) {
        Map<YearMonth, List<Charge>> months = new LinkedHashMap<>();
        charges.forEach(charge -> months.computeIfAbsent(YearMonth.from(charge.from()), month -> new ArrayList<>())
                .add(charge));
        return months.entrySet().stream()
                .map(month -> new SpendRecord.ResourceCharges(
                        RESOURCE, PAYER + " " + month.getKey().atDay(1), stated, month.getValue()))
                .toList();
    }

    private static SpendRecord.Bill bill(String month, String stated) {
        return bill(month, Instant.parse(stated));
    }

    private static SpendRecord.Bill bill(String month, Instant stated) {
        return new SpendRecord.Bill(PAYER + " " + month + "-01", stated, 10, 0, BigDecimal.ZERO, BigDecimal.ZERO);
    }

    private static List<Charge> before(String usdADay) {
        List<Charge> charges = new ArrayList<>();
        for (LocalDate day = FIRST; day.isBefore(STOPPED); day = day.plusDays(1)) {
            charges.add(charge(day, HOURS, usdADay));
        }
        return charges;
    }

    private static Charge charge(LocalDate day, String usageType, String usd) {
        return new Charge(day, day.plusDays(1), "AmazonEC2", usageType, new BigDecimal(usd), new BigDecimal(usd));
    }

    private static SavingsPeriod stop() {
        return new SavingsPeriod(RESOURCE, NOON, NOON.plus(Duration.ofDays(30)), false, RATE);
    }

    private static SavingsPeriod period(String since, String through) {
        return new SavingsPeriod(RESOURCE, Instant.parse(since), Instant.parse(through), true, RATE);
    }
}
