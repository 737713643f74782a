package dev.gleaner.analyzer.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.BilledCharges;
import dev.gleaner.contracts.signal.proto.BilledTags;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.CommitmentStatus;
import dev.gleaner.contracts.spend.SharedCost;
import dev.gleaner.contracts.spend.SpendDimension;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BillSumsTest {

    private static final String CAPACITY = "arn:aws:ec2:us-east-1:123456789012:capacity-reservation/cr-0a";
    private static final String RESERVATION = "arn:aws:ec2:us-east-1:123456789012:reserved-instances/r1";
    private static final String BILL = "123456789012 2026-10-01";
    private static final LocalDate DAY = LocalDate.parse("2026-10-10");
    private static final CostOwner SEARCH = CostOwner.of(Map.of("team", "search", "project", "ranker"), "service");

    private final BillSums sums = new BillSums(
            BillCategoryTable.read(Optional.empty()),
            "service",
            Instant.parse("2026-11-03T00:00:00Z").toEpochMilli());

    @Test
    void shouldAllocateByTheTagsOfTheBillFirstThenByThoseOfTheDayThenByInferredOnes() {
        OwnerHistory history = OwnerHistory.NONE
                .with(DAY.toEpochDay(), SEARCH)
                .with(DAY.plusDays(1).toEpochDay(), CostOwner.of(Map.of("team", "ads"), "service"));
        BilledCharges charges = charges(
                compute(DAY, "1").toBuilder().setTags(1).build(), compute(DAY, "2"), compute(DAY.plusDays(1), "4"));

        sums.add(new BillSums.Resource(
                "111",
                List.of(charges),
                history,
                CostOwner.of(Map.of("project", "inferred"), "service"),
                IdleTime.NONE));

        assertThat(billed(SpendDimension.TEAM, "vision", null)).isEqualByComparingTo("1");
        assertThat(billed(SpendDimension.TEAM, "search", null)).isEqualByComparingTo("2");
        assertThat(billed(SpendDimension.TEAM, "ads", null)).isEqualByComparingTo("4");
        assertThat(billed(SpendDimension.PROJECT, "ranker", null)).isEqualByComparingTo("3");
        assertThat(billed(SpendDimension.PROJECT, "inferred", null)).isEqualByComparingTo("4");
        assertThat(billed(SpendDimension.ENVIRONMENT, SpendDimension.UNALLOCATED, null))
                .isEqualByComparingTo("7");
        assertThat(billed(SpendDimension.ACCOUNT, "111", null)).isEqualByComparingTo("7");
    }

    /** Without a tag for it, a project is a service. */
    @Test
    void shouldCountAProjectAsAService() {
        add(IdleTime.NONE, compute(DAY, "3"));

        assertThat(billed(SpendDimension.SERVICE, "ranker", null)).isEqualByComparingTo("3");
    }

    @Test
    void shouldTellWhichKindOfSharedCostIsNotAllocated() {
        sums.add(new BillSums.Resource(
                "111",
                List.of(charges(
                        charge(DAY, 1, "AmazonEC2", "NatGateway-Hours", "5").build())),
                OwnerHistory.NONE,
                CostOwner.NONE,
                IdleTime.NONE));

        assertThat(billed(SpendDimension.TEAM, SpendDimension.UNALLOCATED, SharedCost.NAT))
                .isEqualByComparingTo("5");
    }

    /** 10 and 16 o'clock: a quarter of the day. */
    @Test
    void shouldDivideComputeIntoIdleAndActive() {
        add(idle("2026-10-10T10:00:00Z", "2026-10-10T16:00:00Z", null), compute(DAY, "24"), storage("7"));

        assertThat(billed(SpendDimension.CATEGORY, "idle-compute", null)).isEqualByComparingTo("6");
        assertThat(billed(SpendDimension.CATEGORY, "active-compute", null)).isEqualByComparingTo("18");
        assertThat(billed(SpendDimension.CATEGORY, "storage", null)).isEqualByComparingTo("7");
        assertThat(day(SpendDimension.TEAM, "search", null).idle()).isEqualByComparingTo("6");
    }

    /** 73 USD a month are 0.10 an hour. */
    @Test
    void shouldCountOfAnOversizedResourceWhatItsFindingWouldSave() {
        add(idle("2026-10-01T00:00:00Z", null, "73"), compute(DAY, "24"));

        assertThat(billed(SpendDimension.CATEGORY, "idle-compute", null)).isEqualByComparingTo("2.4");
    }

    @Test
    void shouldCountTwoFindingsAboutTheSameTimeOnce() {
        IdleTime twice = new IdleTime(List.of(
                new IdleTime.Span("a", Instant.parse("2026-10-01T00:00:00Z"), null, null),
                new IdleTime.Span("b", Instant.parse("2026-10-01T00:00:00Z"), null, new BigDecimal("73"))));

        add(twice, compute(DAY, "24"));

        assertThat(billed(SpendDimension.CATEGORY, "idle-compute", null)).isEqualByComparingTo("24");
    }

    @Test
    void shouldCountTheUnusedPartOfACommitmentAsIdle() {
        add(
                IdleTime.NONE,
                compute(DAY, "0").toBuilder()
                        .setEffective("9")
                        .setCommitmentStatus(CommitmentStatus.UNUSED)
                        .build());

        assertThat(day(SpendDimension.CATEGORY, "idle-compute", null).effective())
                .isEqualByComparingTo("9");
    }

    /** What is billed for it is saved without the reservation. */
    @Test
    void shouldTellWhatIsUnusedOfACapacityReservation() {
        BilledCharge used = compute(DAY, "5").toBuilder()
                .setCapacityReservation(CAPACITY)
                .setCapacityStatus(CommitmentStatus.USED)
                .build();
        BilledCharge unused = compute(DAY, "9").toBuilder()
                .setCapacityReservation(CAPACITY)
                .setCapacityStatus(CommitmentStatus.UNUSED)
                .build();
        BilledCharge covered = compute(DAY, "0").toBuilder()
                .setEffective("4")
                .setCommitment("sp-1")
                .setCommitmentStatus(CommitmentStatus.USED)
                .setCapacityReservation(CAPACITY)
                .setCapacityStatus(CommitmentStatus.UNUSED)
                .build();

        add(IdleTime.NONE, used, unused, covered);

        assertThat(sums.commitments("bill"))
                .extracting(SpendRecord.Commitment::commitment, SpendRecord.Commitment::days)
                .containsExactly(tuple(CAPACITY, List.of(use("5", "9"))), tuple("sp-1", List.of(use("4", "0"))));
        assertThat(day(SpendDimension.CATEGORY, "idle-compute", null).effective())
                .isEqualByComparingTo("13");
    }

    /** As CUR has it: the fee of the month, whose effective cost is that of its unused part. */
    @Test
    void shouldTellWhatIsUnusedOfAReservationByItsMonthlyFee() {
        add(IdleTime.NONE, covered(DAY, "2"), fee("310", "93"));

        SpendRecord.Commitment commitment = sums.commitments(BILL).get(0);
        assertThat(commitment.commitment()).isEqualTo(RESERVATION);
        assertThat(commitment.unknownFrom()).isNull();
        assertThat(commitment.days()).hasSize(31).contains(use("2", "3"));
        assertThat(billed(SpendDimension.CATEGORY, "idle-compute", null)).isEqualByComparingTo("93");
        assertThat(billed(SpendDimension.CATEGORY, "active-compute", null)).isEqualByComparingTo("217");
        assertThat(billed(SpendDimension.ACCOUNT, "111", null)).isEqualByComparingTo("310");
    }

    /** AWS does not say whether the hours to come are unused. */
    @Test
    void shouldNotTellWhatIsUnusedOfAReservationBeforeTheMonthIsOver() {
        BillSums early = new BillSums(
                BillCategoryTable.read(Optional.empty()),
                "service",
                Instant.parse("2026-10-12T00:00:00Z").toEpochMilli());
        early.add(new BillSums.Resource(
                "111",
                List.of(charges(covered(DAY, "2"), fee("310", "300"))),
                OwnerHistory.NONE,
                CostOwner.NONE,
                IdleTime.NONE));

        assertThat(early.commitments(BILL))
                .containsExactly(new SpendRecord.Commitment(
                        BILL, RESERVATION, List.of(use("2", "0")), LocalDate.parse("2026-10-01")));
    }

    @Test
    void shouldNotTakeAFeeWithoutItsEffectiveCostForUnused() {
        add(IdleTime.NONE, covered(DAY, "2"), fee("310", "").toBuilder().build());

        assertThat(sums.commitments(BILL))
                .containsExactly(new SpendRecord.Commitment(
                        BILL, RESERVATION, List.of(use("2", "0")), LocalDate.parse("2026-10-01")));
        assertThat(days(SpendDimension.CATEGORY, "idle-compute", null)).isEmpty();
    }

    /** Its fee has a line for each hour. */
    @Test
    void shouldTellWhatIsUnusedOfASavingsPlanBeforeTheMonthIsOver() {
        BilledCharge hour = fee("4", "1").toBuilder()
                .setCommitment("arn:aws:savingsplans::123456789012:savingsplan/1")
                .setFrom(DAY.toEpochDay() * 86_400_000)
                .setUntil((DAY.toEpochDay() + 1) * 86_400_000)
                .build();
        BillSums early = new BillSums(
                BillCategoryTable.read(Optional.empty()),
                "service",
                Instant.parse("2026-10-10T12:00:00Z").toEpochMilli());
        early.add(
                new BillSums.Resource("111", List.of(charges(hour)), OwnerHistory.NONE, CostOwner.NONE, IdleTime.NONE));

        assertThat(early.commitments(BILL))
                .extracting(SpendRecord.Commitment::days)
                .containsExactly(List.of(use("0", "1")));
    }

    @Test
    void shouldTellTheLastDayWithUsage() {
        add(
                IdleTime.NONE,
                compute(DAY, "1"),
                fee("310", "93"),
                charge(LocalDate.parse("2026-10-01"), 31, "AWSSupportBusiness", "Dollar", "100")
                        .build());

        assertThat(sums.usedThrough()).isEqualTo(DAY);
    }

    private static BilledCharge covered(LocalDate day, String effective) {
        return compute(day, "0").toBuilder()
                .setEffective(effective)
                .setCommitment(RESERVATION)
                .setCommitmentStatus(CommitmentStatus.USED)
                .build();
    }

    /** Of October. */
    private static BilledCharge fee(String billed, String unused) {
        LocalDate first = LocalDate.parse("2026-10-01");
        return compute(first, billed).toBuilder()
                .setUntil(first.plusMonths(1).toEpochDay() * 86_400_000)
                .setCategory(ChargeCategory.PURCHASE)
                .setEffective(unused)
                .setCommitment(RESERVATION)
                .setCommitmentStatus(CommitmentStatus.UNUSED)
                .build();
    }

    private static SpendRecord.Commitment.DayUse use(String used, String unused) {
        return new SpendRecord.Commitment.DayUse(DAY, new BigDecimal(used), new BigDecimal(unused));
    }

    /** From the 15th on, 17 days. */
    @Test
    void shouldSpreadAChargeOverItsDays() {
        add(
                IdleTime.NONE,
                charge(LocalDate.parse("2026-10-15"), 17, "AWSSupportBusiness", "Dollar", "100")
                        .build());

        assertThat(days(SpendDimension.PRODUCT, "AWSSupportBusiness", null)).hasSize(17);
        assertThat(billed(SpendDimension.PRODUCT, "AWSSupportBusiness", null)).isEqualByComparingTo("100");
        assertThat(day(SpendDimension.PRODUCT, "AWSSupportBusiness", null).billed())
                .isEqualByComparingTo("5.882352941176");
    }

    private void add(IdleTime idle, BilledCharge... some) {
        sums.add(new BillSums.Resource(
                "111", List.of(charges(some)), OwnerHistory.NONE.with(DAY.toEpochDay(), SEARCH), CostOwner.NONE, idle));
    }

    private static IdleTime idle(String from, @Nullable String until, @Nullable String monthly) {
        return new IdleTime(List.of(new IdleTime.Span(
                "fnd_1",
                Instant.parse(from),
                until == null ? null : Instant.parse(until),
                monthly == null ? null : new BigDecimal(monthly))));
    }

    private BigDecimal billed(SpendDimension dimension, String value, @Nullable SharedCost shared) {
        return days(dimension, value, shared).stream()
                .map(SpendRecord.Amounts.DayAmount::billed)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private SpendRecord.Amounts.DayAmount day(SpendDimension dimension, String value, @Nullable SharedCost shared) {
        return days(dimension, value, shared).get(0);
    }

    private List<SpendRecord.Amounts.DayAmount> days(
            SpendDimension dimension, String value, @Nullable SharedCost shared) {
        return sums.records(BILL).stream()
                .filter(row -> row.dimension() == dimension && row.value().equals(value) && row.shared() == shared)
                .flatMap(row -> row.days().stream())
                .toList();
    }

    private static BilledCharges charges(BilledCharge... some) {
        return BilledCharges.newBuilder()
                .addAllCharges(List.of(some))
                .addTags(BilledTags.newBuilder().putTags("Team", "vision"))
                .build();
    }

    private static BilledCharge compute(LocalDate day, String amount) {
        return charge(day, 1, "AmazonEC2", "BoxUsage:g5.xlarge", amount).build();
    }

    private static BilledCharge storage(String amount) {
        return charge(DAY, 1, "AmazonEC2", "EBS:VolumeUsage.gp3", amount).build();
    }

    private static BilledCharge.Builder charge(
            LocalDate from, int days, String service, String usageType, String amount) {
        return BilledCharge.newBuilder()
                .setFrom(from.toEpochDay() * 86_400_000)
                .setUntil(from.plusDays(days).toEpochDay() * 86_400_000)
                .setService(service)
                .setUsageType(usageType)
                .setCategory(ChargeCategory.USAGE)
                .setBilled(amount);
    }
}
