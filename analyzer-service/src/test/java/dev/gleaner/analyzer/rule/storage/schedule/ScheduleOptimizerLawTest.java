package dev.gleaner.analyzer.rule.storage.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.AgeReads;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.Cell;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.ReadHistory;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

class ScheduleOptimizerLawTest {

    private static final StorageClassTable TABLE = StorageClassTable.bundled();
    private static final StoragePrices PRICES = SamplePrices.US_EAST_1;
    private static final double EXACT = 1e-9;

    private final ScheduleOptimizer optimizer = new ScheduleOptimizer(TABLE, ScheduleSettings.defaults());

    @SeededTest(200)
    void shouldCostAsMuchAsTheCheapestOfAllLegalSchedules(long seed) {
        ScheduleSettings settings = fewDays(seed);
        ScheduleOptimizer few = new ScheduleOptimizer(TABLE, settings);
        PrefixUsage usage = measured(SamplePrefix.of(seed));
        LifecycleSchedule today = new LifecycleSchedule(List.of(), List.of(), seed % 5 == 0 ? 200 : 0, 0, null);

        ScheduleComparison comparison = few.compare(usage, PRICES, today, null);

        assertThat(comparison.cost().total())
                .isCloseTo(
                        cheapest(few, settings, usage, today),
                        relative(comparison.cost().total()));
        assertThat(comparison.schedule())
                .satisfiesAnyOf(
                        schedule -> assertThat(schedule).isNull(),
                        schedule -> assertThat(few.isLegal(usage, schedule)).isTrue());
    }

    @SeededTest(40)
    void shouldCostAsMuchAsTheDaysOneByOne(long seed) {
        Random random = new Random(seed);
        PrefixUsage drawn = SamplePrefix.of(seed);
        PrefixUsage usage = new PrefixUsage(
                drawn.cells().stream().filter(cell -> !cell.noncurrent()).toList(),
                drawn.reads(),
                null,
                drawn.variesByStorageClass());
        List<List<Step>> all = schedules(fewDays(seed), TABLE);
        LifecycleSchedule schedule = new LifecycleSchedule(
                all.get(random.nextInt(all.size())),
                List.of(),
                random.nextInt(3) == 0 ? 250 : 0,
                0,
                random.nextBoolean() ? null : 262_144L);

        double cost = cost(usage, schedule);

        double expected = new DayByDay(usage, schedule).cost();
        assertThat(cost).isCloseTo(expected, within(0.01 * expected));
    }

    @SeededTest(40)
    void shouldNeverMakeAColderScheduleCheaperByMoreReads(long seed) {
        PrefixUsage usage = SamplePrefix.ofStandard(seed);
        ReadHistory reads = usage.reads();
        List<AgeReads> more = new ArrayList<>(reads.ages());
        Random random = new Random(seed);
        more.add(new AgeReads(
                ObjectHistogramBins.ageSteps().get(random.nextInt(AgeBins.COUNT)),
                random.nextInt(100_000),
                1e9 * random.nextInt(1000)));
        PrefixUsage busier = SamplePrefix.withReads(usage, new ReadHistory(more, reads.observedDays()));

        for (List<Step> steps : someSchedules(seed)) {
            LifecycleSchedule schedule = LifecycleSchedule.ofCurrent(steps.toArray(Step[]::new));
            double before = cost(usage, schedule) - cost(usage, LifecycleSchedule.NONE);
            double after = cost(busier, schedule) - cost(busier, LifecycleSchedule.NONE);
            assertThat(after).as(schedule.toString()).isGreaterThanOrEqualTo(before - EXACT * cost(busier, schedule));
        }
    }

    @SeededTest(200)
    void shouldNeverUseAClassWhosePriceIsUnknown(long seed) {
        Random random = new Random(seed);
        PrefixUsage usage = SamplePrefix.of(seed);
        StorageClass unknown = StorageClass.values()[1 + random.nextInt(StorageClass.count() - 1)];
        StoragePrices prices = PRICES.with(unknown, missingOne(unknown, random));

        ScheduleComparison comparison = optimizer.compare(usage, prices, LifecycleSchedule.NONE, null);

        assertThat(classes(comparison.schedule())).doesNotContain(unknown);
        assertThat(comparison.cost().total()).isNotNaN();
        assertThat(optimizer.cost(
                        usage, prices, LifecycleSchedule.ofCurrent(new Step(90, unknown)), LifecycleSchedule.NONE))
                .isEmpty();
    }

    @SeededTest(200)
    void shouldNeverArchiveWhatIsRead(long seed) {
        PrefixUsage usage = SamplePrefix.of(seed);

        LifecycleSchedule schedule =
                optimizer.compare(usage, PRICES, LifecycleSchedule.NONE, null).schedule();

        if (schedule != null) {
            assertUnread(schedule.current(), usage.reads());
            assertUnread(schedule.noncurrent(), usage.noncurrentReads());
        }
    }

    @SeededTest(200)
    void shouldNeverCostMoreThanWhatItIsComparedWith(long seed) {
        PrefixUsage usage = measured(SamplePrefix.of(seed));
        List<List<Step>> all = schedules(fewDays(seed), TABLE);
        LifecycleSchedule today = LifecycleSchedule.ofCurrent(
                all.get(new Random(seed).nextInt(all.size())).toArray(Step[]::new));

        ScheduleComparison comparison = optimizer.compare(usage, PRICES, today, null);

        if (comparison.schedule() == null) {
            assertThat(comparison.refusal()).isNotNull();
        } else {
            assertThat(comparison.cost().total())
                    .isLessThan(comparison.nothing().total())
                    .isLessThan(comparison.today().total());
        }
    }

    @SeededTest(40)
    void shouldCostMoreForMoreBytes(long seed) {
        PrefixUsage usage = SamplePrefix.ofStandard(seed);
        PrefixUsage larger = new PrefixUsage(
                usage.cells().stream()
                        .map(cell -> new Cell(
                                cell.storageClass(),
                                false,
                                cell.ageLimit(),
                                cell.objects(),
                                cell.bytes() + cell.bytes() / 4))
                        .toList(),
                usage.reads(),
                null,
                usage.variesByStorageClass());
        for (List<Step> steps : someSchedules(seed)) {
            LifecycleSchedule schedule = new LifecycleSchedule(steps, List.of(), 0, 0, 0L);
            assertThat(cost(larger, schedule)).isGreaterThan(cost(usage, schedule));
        }
    }

    private static ScheduleSettings fewDays(long seed) {
        ScheduleSettings defaults = ScheduleSettings.defaults();
        Random random = new Random(seed);
        List<Integer> days = new ArrayList<>();
        while (days.size() < 5) {
            days.add(defaults.days().get(random.nextInt(defaults.days().size() - 3)));
        }
        return new ScheduleSettings(
                12,
                days,
                EnumSet.range(StorageClass.STANDARD_IA, StorageClass.DEEP_ARCHIVE),
                List.of(32_768L, 1_048_576L),
                30,
                SamplePrefix.YEAR);
    }

    /** With reads of old versions, without which they are not optimised but moved by break-even. */
    private static PrefixUsage measured(PrefixUsage usage) {
        ReadHistory noncurrent = usage.noncurrentReads() == null ? SamplePrefix.noReads() : usage.noncurrentReads();
        return new PrefixUsage(usage.cells(), usage.reads(), noncurrent, usage.variesByStorageClass());
    }

    /** The least cost of all schedules, each priced by itself. */
    private static double cheapest(
            ScheduleOptimizer optimizer, ScheduleSettings settings, PrefixUsage usage, LifecycleSchedule today) {
        List<List<Step>> all = withNone(schedules(settings, TABLE));
        List<Long> sizes = new ArrayList<>(settings.sizes());
        sizes.add(usage.variesByStorageClass() ? Long.valueOf(131_072) : null);
        double best = optimizer.cost(usage, PRICES, today, today).orElseThrow().total();
        for (Long size : sizes) {
            double sum = 0;
            for (boolean noncurrent : List.of(false, true)) {
                PopulationModel model = new PopulationModel(
                        new PopulationModel.Population(
                                TABLE,
                                new PriceTable(TABLE, PRICES),
                                settings,
                                usage,
                                noncurrent,
                                today.expiration(noncurrent),
                                List.of()),
                        size);
                sum += all.stream()
                        .filter(steps -> optimizer.isLegal(usage, schedule(steps, noncurrent, today, size)))
                        .mapToDouble(steps -> model.cost(steps).orElseThrow().total())
                        .min()
                        .orElse(Double.POSITIVE_INFINITY);
            }
            best = Math.min(best, sum);
        }
        return best;
    }

    private static LifecycleSchedule schedule(
            List<Step> steps, boolean noncurrent, LifecycleSchedule today, @Nullable Long size) {
        return new LifecycleSchedule(
                noncurrent ? List.of() : steps,
                noncurrent ? steps : List.of(),
                today.expireDays(),
                today.expireNoncurrentDays(),
                size);
    }

    private static List<List<Step>> withNone(List<List<Step>> schedules) {
        List<List<Step>> all = new ArrayList<>(schedules);
        all.add(List.of());
        return all;
    }

    /** All schedules that S3 accepts. */
    static List<List<Step>> schedules(ScheduleSettings settings, StorageClassTable table) {
        List<List<Step>> all = new ArrayList<>();
        extend(List.of(), settings, table, all);
        return all;
    }

    /** Twenty of them. */
    private static List<List<Step>> someSchedules(long seed) {
        List<List<Step>> all = schedules(fewDays(seed), TABLE);
        Collections.shuffle(all, new Random(seed));
        return all.subList(0, Math.min(20, all.size()));
    }

    private static void extend(
            List<Step> steps, ScheduleSettings settings, StorageClassTable table, List<List<Step>> all) {
        ScheduleRules rules = new ScheduleRules(table, 0, 0, 3650);
        for (StorageClass one : settings.classes()) {
            for (int day : settings.days()) {
                List<Step> longer = new ArrayList<>(steps);
                longer.add(new Step(day, one));
                if (rules.accepts(longer)) {
                    all.add(longer);
                    extend(longer, settings, table, all);
                }
            }
        }
    }

    private static void assertUnread(List<Step> steps, @Nullable ReadHistory reads) {
        for (Step step : steps) {
            if (step.storageClass() == StorageClass.GLACIER || step.storageClass() == StorageClass.DEEP_ARCHIVE) {
                assertThat(reads).isNotNull();
                assertThat(reads.ages())
                        .filteredOn(age -> age.requests() > 0)
                        .allMatch(age -> age.ageLimit() <= step.days());
            }
        }
    }

    private static Set<StorageClass> classes(@Nullable LifecycleSchedule schedule) {
        Set<StorageClass> classes = EnumSet.noneOf(StorageClass.class);
        if (schedule != null) {
            schedule.current().forEach(step -> classes.add(step.storageClass()));
            schedule.noncurrent().forEach(step -> classes.add(step.storageClass()));
        }
        return classes;
    }

    private static StoragePrices.@Nullable ClassPrices missingOne(StorageClass storageClass, Random random) {
        StoragePrices.ClassPrices all = PRICES.classes().get(storageClass);
        boolean billsRetrieval = TABLE.terms(storageClass).billsRetrieval();
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 ->
                new StoragePrices.ClassPrices(
                        null,
                        all.put(),
                        all.get(),
                        all.retrieval(),
                        all.restore(),
                        all.transition(),
                        all.monitoring(),
                        all.infrequentStorage(),
                        all.archiveStorage());
            case 2 ->
                new StoragePrices.ClassPrices(
                        all.storage(),
                        all.put(),
                        all.get(),
                        all.retrieval(),
                        all.restore(),
                        null,
                        all.monitoring(),
                        all.infrequentStorage(),
                        all.archiveStorage());
            default ->
                new StoragePrices.ClassPrices(
                        all.storage(),
                        all.put(),
                        all.get(),
                        billsRetrieval ? null : all.retrieval(),
                        all.restore(),
                        all.transition(),
                        null,
                        all.infrequentStorage(),
                        billsRetrieval ? all.archiveStorage() : null);
        };
    }

    private double cost(PrefixUsage usage, LifecycleSchedule schedule) {
        return optimizer
                .cost(usage, PRICES, schedule, LifecycleSchedule.NONE)
                .orElseThrow()
                .total();
    }

    private static org.assertj.core.data.Offset<Double> relative(double amount) {
        return within(EXACT * Math.max(1, amount));
    }
}
