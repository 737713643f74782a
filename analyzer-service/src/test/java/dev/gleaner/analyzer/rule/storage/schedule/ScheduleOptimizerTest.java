package dev.gleaner.analyzer.rule.storage.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.AgeReads;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.Cell;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.ReadHistory;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleComparison.Amount;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleComparison.Basis;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import dev.gleaner.contracts.signal.proto.StoredObjects;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleOptimizerTest {

    private static final long GB = 1L << 30;
    private static final long KB = 1L << 10;
    private static final double CENT = 0.01;
    private static final ReadHistory NO_READS = SamplePrefix.noReads();

    private final StorageClassTable table = StorageClassTable.bundled();
    private final ScheduleOptimizer optimizer = new ScheduleOptimizer(table, ScheduleSettings.defaults());

    /** The example of docs/lifecycle.md. */
    @Test
    void shouldGiveTheCostsOfTheExample() {
        PrefixUsage usage = example(SamplePrefix.YEAR);
        LifecycleSchedule today = LifecycleSchedule.ofCurrent(new Step(30, StorageClass.STANDARD_IA));
        LifecycleSchedule convention =
                LifecycleSchedule.ofCurrent(new Step(30, StorageClass.STANDARD_IA), new Step(90, StorageClass.GLACIER));

        ScheduleComparison comparison = optimizer.compare(usage, SamplePrices.US_EAST_1, today, convention);

        assertThat(comparison.schedule())
                .isEqualTo(LifecycleSchedule.ofCurrent(
                        new Step(90, StorageClass.GLACIER_IR), new Step(180, StorageClass.DEEP_ARCHIVE)));
        assertThat(comparison.basis()).isEqualTo(Basis.MEASURED);
        assertThat(comparison.nothing().total()).isCloseTo(303.60, within(CENT));
        assertThat(comparison.today().total()).isCloseTo(166.60, within(CENT));
        assertThat(comparison.convention().total()).isCloseTo(51.94, within(CENT));
        assertThat(comparison.cost().storage()).isCloseTo(20.71, within(CENT));
        assertThat(comparison.cost().transitions()).isCloseTo(7.50, within(CENT));
        assertThat(comparison.cost().retrieval()).isCloseTo(1.48, within(CENT));
        assertThat(comparison.cost().requests()).isCloseTo(0.05, within(CENT));
        assertThat(comparison.cost().minimumDuration()).isCloseTo(1.97, within(CENT));
        assertThat(comparison.cost().total()).isCloseTo(31.71, within(CENT));
        assertThat(comparison.firstMoves()).isEqualTo(new Amount(110_000, 1100 * GB));
    }

    @ParameterizedTest
    @CsvSource({"364, GLACIER_IR", "365, DEEP_ARCHIVE"})
    void shouldArchiveOnlyAfterAYearOfRecordedReads(int days, StorageClass last) {
        LifecycleSchedule schedule = optimizer
                .compare(example(days), SamplePrices.US_EAST_1, LifecycleSchedule.NONE, null)
                .schedule();

        assertThat(schedule.current()).last().extracting(Step::storageClass).isEqualTo(last);
    }

    @Test
    void shouldExpectReadsToGoOnAtAgesThatHardlyAnyObjectHas() {
        List<AgeReads> reads = List.of(new AgeReads(120, 1e6, 1000 * GB));
        Cell young = new Cell("STANDARD", false, 120, 100_000, 1000 * GB);
        Cell one = new Cell("STANDARD", false, ObjectHistogramBins.OLDEST, 1, GB);
        Cell many = new Cell("STANDARD", false, ObjectHistogramBins.OLDEST, 1011, 1011 * GB);
        ReadHistory history = new ReadHistory(reads, SamplePrefix.YEAR);

        assertThat(nothing(usage(history, young, one)).requests()).isCloseTo(12 * 0.4, within(CENT));
        assertThat(nothing(usage(history, young, many)).requests()).isLessThan(12 * 0.4);
    }

    /** Nothing was read at ages that no object had. */
    @Test
    void shouldNotArchiveAtAnAgeThatNoObjectHas() {
        Cell young = new Cell("STANDARD", false, 120, 100_000, 1000 * GB);

        LifecycleSchedule schedule = optimizer
                .compare(usage(NO_READS, young), SamplePrices.US_EAST_1, LifecycleSchedule.NONE, null)
                .schedule();

        assertThat(schedule.current()).containsExactly(new Step(90, StorageClass.DEEP_ARCHIVE));
        assertThat(optimizer.isLegal(
                        usage(NO_READS, young), LifecycleSchedule.ofCurrent(new Step(91, StorageClass.DEEP_ARCHIVE))))
                .isFalse();
    }

    @Test
    void shouldMoveAtBreakEvenWithoutReads() {
        PrefixUsage usage = usage(null, new Cell("STANDARD", false, 365, 1_000_000, 1000 * GB));
        StoragePrices prices = SamplePrices.US_EAST_1
                .with(StorageClass.INTELLIGENT_TIERING, null)
                .with(StorageClass.GLACIER_IR, null);

        ScheduleComparison comparison = optimizer.compare(usage, prices, LifecycleSchedule.NONE, null);

        // 1,000,000 x (0.01 + 0.001)/1000 + 1000 GB x 0.01 = 21 USD; 1000 GB x 0.023 = 23 USD a month; 21/23 x 30.4 =
        // 27.8 days
        assertThat(comparison.schedule())
                .isEqualTo(LifecycleSchedule.ofCurrent(new Step(30, StorageClass.STANDARD_IA)));
        assertThat(comparison.basis()).isEqualTo(Basis.BREAK_EVEN);
    }

    @Test
    void shouldMoveLaterWithoutReadsWhenATransitionCostsMore() {
        PrefixUsage usage = usage(null, new Cell("STANDARD", false, 365, 4_000_000, 1000 * GB));
        StoragePrices prices = SamplePrices.US_EAST_1
                .with(StorageClass.INTELLIGENT_TIERING, null)
                .with(StorageClass.GLACIER_IR, null);

        // 4,000,000 x (0.01 + 0.001)/1000 + 1000 GB x 0.01 = 54 USD; 54/23 x 30.4 = 71.4 days
        assertThat(optimizer
                        .compare(usage, prices, LifecycleSchedule.NONE, null)
                        .schedule())
                .isEqualTo(LifecycleSchedule.ofCurrent(new Step(72, StorageClass.STANDARD_IA)));
    }

    @Test
    void shouldRefuseWhatDoesNotPayBackWithinTheHorizon() {
        PrefixUsage usage = usage(SamplePrefix.noReads(), new Cell("STANDARD", false, 365, 1000, 1000 * 100 * KB));

        ScheduleComparison comparison = optimizer.compare(usage, SamplePrices.US_EAST_1, null, null);

        assertThat(comparison.schedule()).isNull();
        assertThat(comparison.refusal()).isEqualTo("no schedule costs less than doing nothing");
        assertThat(comparison.cost()).isEqualTo(comparison.nothing());
        assertThat(comparison.today()).isNull();
        assertThat(comparison.firstMoves()).isEqualTo(new Amount(0, 0));
    }

    @Test
    void shouldRefuseWhatTodaysRulesDoAsCheaply() {
        LifecycleSchedule today = LifecycleSchedule.ofCurrent(
                new Step(90, StorageClass.GLACIER_IR), new Step(180, StorageClass.DEEP_ARCHIVE));

        ScheduleComparison comparison =
                optimizer.compare(example(SamplePrefix.YEAR), SamplePrices.US_EAST_1, today, null);

        assertThat(comparison.schedule()).isNull();
        assertThat(comparison.refusal()).isEqualTo("today's rules cost no more");
    }

    @Test
    void shouldLeaveOutObjectsWithoutAPrice() {
        PrefixUsage usage = usage(
                NO_READS,
                new Cell("STANDARD", false, 365, 10, 10 * GB),
                new Cell("REDUCED_REDUNDANCY", false, 365, 7, 7 * GB),
                new Cell("ONEZONE_IA", false, 365, 3, 3 * GB));
        StoragePrices prices = SamplePrices.US_EAST_1.with(StorageClass.ONEZONE_IA, null);

        ScheduleComparison comparison = optimizer.compare(usage, prices, LifecycleSchedule.NONE, null);

        assertThat(comparison.unpriced()).isEqualTo(new Amount(10, 10 * GB));
        assertThat(comparison.nothing().total()).isCloseTo(10 * 0.023 * 12, within(1e-9));
    }

    @Test
    void shouldRefuseWithoutThePriceOfStandard() {
        ScheduleComparison comparison = optimizer.compare(
                example(SamplePrefix.YEAR),
                SamplePrices.US_EAST_1.with(StorageClass.STANDARD, null),
                LifecycleSchedule.NONE,
                null);

        assertThat(comparison.refusal()).isEqualTo("the prices of STANDARD are unknown");
    }

    @Test
    void shouldNotPriceAScheduleThatLeadsToAnUnknownPrice() {
        StoragePrices prices = SamplePrices.US_EAST_1.with(StorageClass.GLACIER, null);
        LifecycleSchedule convention = LifecycleSchedule.ofCurrent(new Step(90, StorageClass.GLACIER));

        ScheduleComparison comparison = optimizer.compare(example(SamplePrefix.YEAR), prices, convention, convention);

        assertThat(comparison.today()).isNull();
        assertThat(comparison.convention()).isNull();
        assertThat(comparison.schedule()).isNotNull();
    }

    @Test
    void shouldKeepExpirationsAndMoveNothingAfterThem() {
        PrefixUsage usage = usage(NO_READS, new Cell("STANDARD", false, 30, 100, 100 * GB));
        LifecycleSchedule today = new LifecycleSchedule(List.of(), List.of(), 200, 90, null);

        LifecycleSchedule schedule =
                optimizer.compare(usage, SamplePrices.US_EAST_1, today, null).schedule();

        assertThat(schedule.expireDays()).isEqualTo(200);
        assertThat(schedule.expireNoncurrentDays()).isEqualTo(90);
        assertThat(schedule.current()).isNotEmpty().allMatch(step -> step.days() < 200);
    }

    @Test
    void shouldGiveOldVersionsStepsOfTheirOwn() {
        PrefixUsage usage = new PrefixUsage(
                List.of(
                        new Cell("STANDARD", false, 365, 1000, 1000 * GB),
                        new Cell("STANDARD", true, 365, 1000, 1000 * GB)),
                new ReadHistory(List.of(new AgeReads(365, 1e6, 1e6 * GB)), SamplePrefix.YEAR),
                NO_READS,
                false);

        LifecycleSchedule schedule = optimizer
                .compare(usage, SamplePrices.US_EAST_1, LifecycleSchedule.NONE, null)
                .schedule();

        assertThat(schedule.noncurrent()).containsExactly(new Step(270, StorageClass.DEEP_ARCHIVE));
        assertThat(schedule.current()).isNotEqualTo(schedule.noncurrent());
    }

    @ParameterizedTest
    @CsvSource({"62, 100", "63, 97", "77, 50", "91, 4", "92, 0"})
    void shouldCountWhatIsMovedWithinTwoDays(int day, long objects) {
        PrefixUsage usage = usage(NO_READS, new Cell("STANDARD", false, 90, 100, 100 * GB));
        ScheduleSettings settings = new ScheduleSettings(
                12, List.of(day), Set.of(StorageClass.GLACIER_IR), List.of(), 30, SamplePrefix.YEAR);

        ScheduleComparison comparison = new ScheduleOptimizer(table, settings)
                .compare(usage, SamplePrices.US_EAST_1, LifecycleSchedule.NONE, null);

        assertThat(comparison.schedule()).isNotNull();
        assertThat(comparison.firstMoves().objects()).isEqualTo(objects);
    }

    @Test
    void shouldMoveSmallObjectsOnlyWhereS3Does() {
        Cell small = new Cell("STANDARD", false, 365, 1000, 1000 * 60 * KB);
        LifecycleSchedule archive = LifecycleSchedule.ofCurrent(new Step(90, StorageClass.GLACIER));
        LifecycleSchedule infrequent = LifecycleSchedule.ofCurrent(new Step(90, StorageClass.STANDARD_IA));

        assertThat(transitions(archive, small, false)).isZero();
        assertThat(transitions(archive, small, true)).isCloseTo(0.03, within(1e-9));
        assertThat(transitions(infrequent, small, true)).isZero();
        assertThat(transitions(infrequent, new Cell("STANDARD", false, 365, 1000, 1000 * 128 * KB), false))
                .isCloseTo(0.01, within(1e-9));
    }

    @Test
    void shouldTreatWhatTodaysRulesMovedAsWrittenToStandard() {
        PrefixUsage usage = usage(NO_READS, new Cell("GLACIER_IR", false, 30, 3000, 3000 * GB));
        LifecycleSchedule today = LifecycleSchedule.ofCurrent(new Step(14, StorageClass.GLACIER_IR));

        double moved = optimizer
                .cost(usage, SamplePrices.US_EAST_1, today, today)
                .orElseThrow()
                .transitions();
        double written = optimizer
                .cost(usage, SamplePrices.US_EAST_1, today, LifecycleSchedule.NONE)
                .orElseThrow()
                .transitions();

        assertThat(moved).isCloseTo(351 * 100 * 2e-5, within(0.02));
        assertThat(written).isZero();
    }

    @Test
    void shouldReadTheCellsOfAReport() {
        StoredObjects stored = StoredObjects.newBuilder()
                .setStorageClass("STANDARD")
                .setNoncurrent(true)
                .addAgeDays(30)
                .addAgeDays(60)
                .addSizeBits(20)
                .addSizeBits(21)
                .addObjects(3)
                .addObjects(4)
                .addBytes(3_000_000)
                .addBytes(8_000_000)
                .build();

        assertThat(PrefixUsage.cells(List.of(stored)))
                .containsExactly(
                        new Cell("STANDARD", true, 30, 3, 3_000_000), new Cell("STANDARD", true, 60, 4, 8_000_000));
    }

    private LifecycleCost nothing(PrefixUsage usage) {
        return optimizer
                .cost(usage, SamplePrices.US_EAST_1, LifecycleSchedule.NONE, LifecycleSchedule.NONE)
                .orElseThrow();
    }

    private double transitions(LifecycleSchedule schedule, Cell cell, boolean varies) {
        return optimizer
                .cost(
                        new PrefixUsage(List.of(cell), NO_READS, null, varies),
                        SamplePrices.US_EAST_1,
                        schedule,
                        LifecycleSchedule.NONE)
                .orElseThrow()
                .transitions();
    }

    /** 1,000 GB in 100,000 objects, 90 to 120 days old, of which 20 GB a month are read, and 100 GB of 180 to 270 days. */
    private static PrefixUsage example(int observedDays) {
        List<AgeReads> reads = List.of(new AgeReads(120, 2000, 20 * GB));
        return usage(
                new ReadHistory(reads, observedDays),
                new Cell("STANDARD", false, 120, 100_000, 1000 * GB),
                new Cell("STANDARD", false, 270, 10_000, 100 * GB));
    }

    private static PrefixUsage usage(@Nullable ReadHistory reads, Cell... cells) {
        return new PrefixUsage(List.of(cells), reads, null, false);
    }
}
