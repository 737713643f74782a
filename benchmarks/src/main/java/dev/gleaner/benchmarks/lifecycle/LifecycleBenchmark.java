package dev.gleaner.benchmarks.lifecycle;

import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule;
import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.Cell;
import dev.gleaner.analyzer.rule.storage.schedule.PrefixUsage.ReadHistory;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleComparison;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleOptimizer;
import dev.gleaner.analyzer.rule.storage.schedule.ScheduleSettings;
import dev.gleaner.analyzer.rule.storage.schedule.StorageClass;
import dev.gleaner.analyzer.rule.storage.schedule.StorageClassTable;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import dev.gleaner.systemtests.Benchmark;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much more the schedules of the optimiser cost than the best ones: on drawn prefixes than the cheapest of all schedules, and on
 * recorded accesses, learned from their first half, than the schedule that is the best for the second half.
 */
public final class LifecycleBenchmark implements Benchmark {

    private static final int PREFIXES = 200;
    private static final int TIMED = 1000;
    private static final double GOAL = 1.1;
    private static final int OLD = 90;
    private static final long LEAST_MOVED = 131_071;
    private static final double NANOS = 1e9;
    private static final LifecycleSchedule CONVENTION =
            LifecycleSchedule.ofCurrent(new Step(30, StorageClass.STANDARD_IA), new Step(90, StorageClass.GLACIER));

    private final StorageClassTable table = StorageClassTable.bundled();
    private final ScheduleSettings settings = ScheduleSettings.defaults();
    private final ScheduleOptimizer optimizer = new ScheduleOptimizer(table, settings);
    private final Path recordings;

    /** @param recordings folder that may contain recorded accesses, in folders {@code cache_*} */
    public LifecycleBenchmark(Path recordings) {
        this.recordings = recordings;
    }

    @Override
    public String name() {
        return "lifecycle";
    }

    @Override
    public String summary() {
        return "cost of lifecycle schedules relative to the best ones, with hindsight where accesses are recorded; the worst ratio";
    }

    @Override
    public Figure run(List<String> arguments) throws IOException {
        double worst = Math.max(drawn(), recorded());
        timed();
        return new Figure(String.format("%.3f", worst), "times the cost of the best schedule");
    }

    /** The largest ratio to the cheapest of all legal schedules. Fewer ages than usual keep their number small. */
    private double drawn() {
        ScheduleSettings few = new ScheduleSettings(
                settings.horizonMonths(),
                List.of(1, 30, 60, 120, 180, 365),
                settings.classes(),
                List.of(1_048_576L),
                settings.writeDays(),
                settings.restoreHistoryDays());
        ScheduleOptimizer searching = new ScheduleOptimizer(table, few);
        double worst = 1;
        double sum = 0;
        long schedules = 0;
        for (int seed = 0; seed < PREFIXES; seed++) {
            PrefixUsage usage = PrefixGenerator.prefix(seed);
            ScheduleComparison found = searching.compare(usage, ListPrices.US_EAST_1, LifecycleSchedule.NONE, null);
            Cheapest cheapest = Cheapest.of(searching, few, usage);
            worst = Math.max(worst, found.cost().total() / cheapest.cost());
            sum += found.cost().total() / found.nothing().total();
            schedules += cheapest.schedules();
        }
        System.out.printf(
                "%d drawn prefixes, %d legal schedules: at most %.9f times the cheapest, on the mean %.2f of doing nothing%n",
                PREFIXES, schedules, worst, sum / PREFIXES);
        return worst;
    }

    private double recorded() throws IOException {
        if (!Files.isDirectory(recordings)) {
            System.out.println("no recorded accesses: there is no folder " + recordings);
            return 1;
        }
        double worst = 1;
        System.out.println("USD of the second year: hindsight, learned from the first year, nothing, convention");
        for (AccessTrace trace : new AccessTraceReader(recordings).traces()) {
            worst = Math.max(worst, replay(trace));
        }
        if (worst > GOAL) {
            System.out.printf(
                    "above the goal of %.1f where the second year reads what the first did not announce%n", GOAL);
        }
        return worst;
    }

    private double replay(AccessTrace trace) {
        ScheduleComparison learned =
                optimizer.compare(trace.firstHalf(), ListPrices.US_EAST_1, LifecycleSchedule.NONE, CONVENTION);
        LifecycleSchedule schedule = learned.schedule() == null ? LifecycleSchedule.NONE : learned.schedule();
        Hindsight best = hindsight(trace);
        TraceReplay replay = new TraceReplay(trace, sizeAbove(schedule.sizeAbove()));
        double cost = replay.cost(schedule.current());
        System.out.printf(
                "%s: %,d objects; %,d reads in the first year and %,d in the second, %,d and %,d of them after %d days%n",
                trace.name(),
                trace.objects().size(),
                trace.reads(0, AccessTrace.HALF, 0),
                trace.reads(AccessTrace.HALF, 2 * AccessTrace.HALF, 0),
                trace.reads(0, AccessTrace.HALF, OLD),
                trace.reads(AccessTrace.HALF, 2 * AccessTrace.HALF, OLD),
                OLD);
        System.out.printf(
                "  hindsight %s above %,d bytes, learned %s above %,d bytes, expected %.4f, without it %.4f%n",
                best.steps(),
                best.sizeAbove(),
                schedule.current(),
                sizeAbove(schedule.sizeAbove()),
                learned.cost().total(),
                learned.nothing().total());
        System.out.printf(
                "  %.4f, %.4f, %.4f, %.4f: ratio %.3f, nothing %.3f, convention %.3f%n",
                best.cost(),
                cost,
                replay.cost(List.of()),
                new TraceReplay(trace, LEAST_MOVED).cost(CONVENTION.current()),
                cost / best.cost(),
                replay.cost(List.of()) / best.cost(),
                new TraceReplay(trace, LEAST_MOVED).cost(CONVENTION.current()) / best.cost());
        return cost / best.cost();
    }

    private Hindsight hindsight(AccessTrace trace) {
        int unread = (int) Math.ceil(trace.oldestRead());
        PrefixUsage usage = new PrefixUsage(
                List.of(new Cell("STANDARD", false, ObjectHistogramBins.OLDEST, 1, 0)),
                new ReadHistory(List.of(), AccessTrace.HALF),
                null,
                false);
        List<List<Step>> all = new ScheduleEnumerator(optimizer, settings).current(usage);
        Hindsight best = new Hindsight(List.of(), LEAST_MOVED, Double.POSITIVE_INFINITY);
        for (long size : sizes()) {
            TraceReplay replay = new TraceReplay(trace, size);
            for (List<Step> steps : all) {
                boolean isRead = steps.stream()
                        .anyMatch(step -> table.terms(step.storageClass()).needsRestore() && step.days() < unread);
                double cost = isRead ? Double.POSITIVE_INFINITY : replay.cost(steps);
                best = cost < best.cost() ? new Hindsight(steps, size, cost) : best;
            }
        }
        return best;
    }

    private List<Long> sizes() {
        List<Long> sizes = new ArrayList<>();
        sizes.add(LEAST_MOVED);
        settings.sizes().stream().filter(size -> size > LEAST_MOVED).forEach(sizes::add);
        return sizes;
    }

    private static long sizeAbove(@Nullable Long condition) {
        return condition == null ? LEAST_MOVED : condition;
    }

    private void timed() {
        List<PrefixUsage> prefixes = new ArrayList<>();
        for (int seed = 0; seed < TIMED; seed++) {
            prefixes.add(PrefixGenerator.prefix(seed));
        }
        for (int round = 1; round <= 3; round++) {
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            int found = 0;
            for (PrefixUsage usage : prefixes) {
                ScheduleComparison comparison =
                        optimizer.compare(usage, ListPrices.US_EAST_1, LifecycleSchedule.NONE, CONVENTION);
                found += comparison.schedule() == null ? 0 : 1;
            }
            long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
            System.out.printf(
                    "round %d: %.2f CPU-seconds for %,d prefixes, %d with a cheaper schedule%n",
                    round, cpu / NANOS, TIMED, found);
        }
    }

    private record Hindsight(List<Step> steps, long sizeAbove, double cost) {}

    /** The cheapest of all legal schedules, each priced by itself. */
    private record Cheapest(double cost, long schedules) {

        static Cheapest of(ScheduleOptimizer optimizer, ScheduleSettings settings, PrefixUsage usage) {
            ScheduleEnumerator enumerator = new ScheduleEnumerator(optimizer, settings);
            List<Long> sizes = new ArrayList<>(settings.sizes());
            sizes.add(usage.variesByStorageClass() ? Long.valueOf(LEAST_MOVED + 1) : null);
            double best = Double.POSITIVE_INFINITY;
            long count = 0;
            for (Long size : sizes) {
                double sum = 0;
                for (boolean noncurrent : List.of(false, true)) {
                    PrefixUsage part = part(usage, noncurrent);
                    List<List<Step>> all = noncurrent ? enumerator.noncurrent(usage) : enumerator.current(usage);
                    double least = Double.POSITIVE_INFINITY;
                    for (List<Step> steps : part.cells().isEmpty() ? List.of(List.<Step>of()) : all) {
                        LifecycleSchedule schedule = new LifecycleSchedule(
                                noncurrent ? List.of() : steps, noncurrent ? steps : List.of(), 0, 0, size);
                        least = Math.min(
                                least,
                                optimizer
                                        .cost(part, ListPrices.US_EAST_1, schedule, LifecycleSchedule.NONE)
                                        .orElseThrow()
                                        .total());
                        count++;
                    }
                    sum += least;
                }
                best = Math.min(best, sum);
            }
            return new Cheapest(best, count);
        }

        private static PrefixUsage part(PrefixUsage usage, boolean noncurrent) {
            return new PrefixUsage(
                    usage.cells().stream()
                            .filter(cell -> cell.noncurrent() == noncurrent)
                            .toList(),
                    usage.reads(),
                    usage.noncurrentReads(),
                    usage.variesByStorageClass());
        }
    }
}
