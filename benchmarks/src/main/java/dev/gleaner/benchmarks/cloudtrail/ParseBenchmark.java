package dev.gleaner.benchmarks.cloudtrail;

import dev.gleaner.systemtests.Benchmark;
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
        Map<String, Double> nanos = new TreeMap<>();
        double size = (double) TrailParserJmhBenchmark.bytes() / TrailParserJmhBenchmark.RECORDS;
        System.out.printf("%d records of %.0f bytes%n", TrailParserJmhBenchmark.RECORDS, size);
        System.out.println("reader              ns/record  +/-    MB/s  bytes allocated a record");
        for (RunResult result : results) {
            Result<?> primary = result.getPrimaryResult();
            nanos.put(primary.getLabel(), primary.getScore());
            System.out.printf(
                    "%-18s  %9.0f  %3.0f  %6.0f  %24.0f%n",
                    primary.getLabel(),
                    primary.getScore(),
                    primary.getScoreError(),
                    1000 * size / primary.getScore(),
                    allocated(result));
        }
        return new Figure(String.format("%.2f", score(nanos, "jacksonTree") / score(nanos, "collector")), "x");
    }

    private static double score(Map<String, Double> nanos, String reader) {
        return nanos.getOrDefault(reader, Double.NaN);
    }

    private static double allocated(RunResult result) {
        return result.getSecondaryResults().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(ALLOCATED))
                .mapToDouble(entry -> entry.getValue().getScore())
                .findFirst()
                .orElse(Double.NaN);
    }
}
