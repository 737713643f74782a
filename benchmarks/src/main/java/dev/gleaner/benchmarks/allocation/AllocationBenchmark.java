package dev.gleaner.benchmarks.allocation;

import dev.gleaner.actuator.commitment.ReuseCalculator;
import dev.gleaner.actuator.commitment.ReusedCoverage;
import dev.gleaner.benchmarks.analyzer.MeasuredJvm;
import dev.gleaner.contracts.spend.SpendRecord;
import dev.gleaner.systemtests.Benchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Compares what is saved without an instance, by the records of the bill and the listings, with what each order that AWS allows charges with
 * and without it, and measures how long it takes for a large organisation.
 */
public final class AllocationBenchmark implements Benchmark {

    private static final int SEEDS = 1_000;
    private static final int HOURS = 24;
    private static final int HEAP_MEGABYTES = 128;
    private static final int MOST_MEGABYTES = 200;
    private static final double MOST_CPU_SECONDS = 30;
    private static final double CENT = 0.005;

    @Override
    public String name() {
        return "allocation";
    }

    @Override
    public String summary() {
        return "USD of an hour by which what is saved leaves what the orders allow in which AWS applies commitments";
    }

    @Override
    public Figure run(List<String> arguments) throws IOException {
        double largest = compare();
        measure();
        return new Figure(String.format(Locale.ROOT, "%.6f", largest), "USD", largest > CENT);
    }

    private static double compare() {
        int compared = 0;
        int unknown = 0;
        double largest = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            SmallOrganization organization = new SmallOrganization(new Random(seed));
            List<List<SpendRecord.EligibleHours>> bill = organization.bill();
            ReuseCalculator calculator =
                    new ReuseCalculator(SmallOrganization.PAYER, SmallOrganization.days(bill), organization.terms());
            DoubleSummaryStatistics all = organization.charged(-1);
            for (int index = 0; index < organization.size(); index++) {
                ReusedCoverage saved = only(
                        calculator.calculate(organization.hours(bill, index)).values());
                if (saved.days() == 0) {
                    unknown++;
                } else {
                    compared++;
                    largest = Math.max(largest, difference(saved.alone() / HOURS, all, organization.charged(index)));
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d organisations, %d instances compared, %d whose bill has another order%n",
                SEEDS,
                compared,
                unknown);
        if (compared == 0) {
            throw new IllegalStateException("nothing was compared");
        }
        return largest;
    }

    private static ReusedCoverage only(Collection<ReusedCoverage> all) {
        return all.iterator().next();
    }

    private static double difference(double saved, DoubleSummaryStatistics with, DoubleSummaryStatistics without) {
        double least = with.getMin() - without.getMax();
        double most = with.getMax() - without.getMin();
        return Math.max(0, Math.max(least - saved, saved - most));
    }

    /** In a JVM of its own, as the memory of all of it counts; it ends with an error if the heap is not enough. */
    private static void measure() throws IOException {
        MeasuredJvm.Usage usage = MeasuredJvm.run(
                List.of("-Xmx" + HEAP_MEGABYTES + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
                LargeCalculationProgram.class,
                List.of(),
                Path.of("benchmarks/target/allocation.log").toAbsolutePath());
        usage.output().forEach(System.out::println);
        System.out.printf(
                Locale.ROOT,
                "the whole process: %.1f CPU-seconds, at most %d MB resident%n",
                usage.cpuSeconds(),
                usage.peakMegabytes());
        if (usage.cpuSeconds() > MOST_CPU_SECONDS || usage.peakMegabytes() > MOST_MEGABYTES) {
            throw new IllegalStateException(
                    "more than %.0f CPU-seconds or %d MB".formatted(MOST_CPU_SECONDS, MOST_MEGABYTES));
        }
    }
}
