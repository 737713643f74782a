package dev.gleaner.benchmarks.cloudtrail;

import dev.gleaner.systemtests.Benchmark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** How many times as fast the collector converts a trail's records to signals as Jackson reads them to a tree. */
public final class ParseBenchmark implements Benchmark {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /** Bytes allocated for a record, which hardly depend on the machine: 760 were measured. */
    private static final double MOST_ALLOCATED = 1000;

    /** Half of the 99.9 % confidence interval as a share of the time: above it other work took part of the cores. */
    private static final double LARGEST_ERROR = 0.3;

    /**
     * What was measured of a reader.
     *
     * @param nanos for a record
     * @param error half of the confidence interval, ns
     * @param allocated bytes for a record
     */
    record Reading(double nanos, double error, double allocated) {}

    @Override
    public String name() {
        return "parse";
    }

    @Override
    public String summary() {
        return "how many times as fast as Jackson's tree the collector reads a trail's records, down to its signals";
    }

    @Override
    public Figure run(List<String> arguments) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(TrailParserJmhBenchmark.class.getName() + "\\.")
                        .include(StreamingParserJmhBenchmark.class.getName() + "\\.")
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();
        Map<String, Reading> readings = new TreeMap<>();
        double size = (double) TrailParserJmhBenchmark.bytes() / TrailParserJmhBenchmark.RECORDS;
        System.out.printf("%d records of %.0f bytes%n", TrailParserJmhBenchmark.RECORDS, size);
        System.out.println("reader              ns/record  +/-    MB/s  bytes allocated a record");
        for (RunResult result : results) {
            Result<?> primary = result.getPrimaryResult();
            readings.put(
                    primary.getLabel(), new Reading(primary.getScore(), primary.getScoreError(), allocated(result)));
            System.out.printf(
                    "%-18s  %9.0f  %3.0f  %6.0f  %24.0f%n",
                    primary.getLabel(),
                    primary.getScore(),
                    primary.getScoreError(),
                    1000 * size / primary.getScore(),
                    allocated(result));
        }
        Reading tree = reading(readings, "jacksonTree");
        Reading collector = reading(readings, "collector");
        List<String> faults = faults(collector, tree);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(String.join("; ", faults));
        }
        return new Figure(String.format("%.2f", tree.nanos() / collector.nanos()), "x");
    }

    /** Bounds that are exceeded, and what makes the figure worthless. */
    static List<String> faults(Reading collector, Reading tree) {
        List<String> faults = new ArrayList<>();
        if (!(collector.allocated() <= MOST_ALLOCATED)) {
            faults.add(String.format(
                    "the collector allocates %.0f bytes for a record, more than %.0f",
                    collector.allocated(), MOST_ALLOCATED));
        }
        double error = Math.max(collector.error() / collector.nanos(), tree.error() / tree.nanos());
        if (!(error <= LARGEST_ERROR)) {
            faults.add(String.format(
                    "the times have an error of %.0f %%, more than %.0f %%: measure again without other work",
                    100 * error, 100 * LARGEST_ERROR));
        } else if (collector.nanos() > tree.nanos()) {
            faults.add(String.format(
                    "the collector takes %.0f ns for a record, and Jackson's tree %.0f",
                    collector.nanos(), tree.nanos()));
        }
        return faults;
    }

    private static Reading reading(Map<String, Reading> readings, String reader) {
        return readings.getOrDefault(reader, new Reading(Double.NaN, Double.NaN, Double.NaN));
    }

    private static double allocated(RunResult result) {
        return result.getSecondaryResults().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(ALLOCATED))
                .mapToDouble(entry -> entry.getValue().getScore())
                .findFirst()
                .orElse(Double.NaN);
    }
}
