package dev.gleaner.benchmarks.analyzer;

import dev.gleaner.systemtests.Benchmark;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** CPU time of the core of the analyzer alone, for each collector of garbage; the figure is that of the serial one. */
public final class EvaluationBenchmark implements Benchmark {

    private static final int INSTANCES = 10_000;
    private static final int DAYS = 14;
    private static final List<String> COLLECTORS = List.of("Serial", "Parallel", "G1");

    /** Proportional, so that collections cost the same for any number of instances. */
    private static final int HEAP_KILOBYTES_PER_INSTANCE = 400;

    private static final int LEAST_HEAP_MEGABYTES = 512;

    /** Else the compilation of the code to be measured would be most of the CPU time of few instances. */
    private static final int LEAST_INSTANCE_HOURS = 40_000;

    private static final int LEAST_HOURS = 24;

    /** Of an instance in an hour: one signal with all metrics, and its part of an unchanged listing. */
    private static final double RECORDS = 1 + 1.0 / FleetSignals.UNCHANGED_HOURS;

    private static final double NANOS_PER_MICRO = 1e3;

    @Override
    public String name() {
        return "evaluation";
    }

    @Override
    public String summary() {
        return "[instances, else " + INSTANCES + "] [days of history, else " + DAYS
                + "]: CPU time in which the rules evaluate an hour of an instance";
    }

    @Override
    public Figure run(List<String> arguments) throws RunnerException {
        BenchmarkArguments numbers = new BenchmarkArguments(arguments);
        int instances = numbers.number(0, INSTANCES);
        int days = numbers.number(1, DAYS);
        System.out.printf(
                "%,d instances with %d days of history, %d hours each with %.2f records and %d samples;"
                        + " CPU us an instance-hour, garbage collection included%n",
                instances, days, hours(instances), RECORDS, FleetSignals.POINTS_PER_HOUR);
        System.out.println("                                          without decoding              with decoding");
        System.out.println("                us an instance-hour    records      samples       records      samples");
        System.out.println("collector    decode     fold  evaluate    a CPU-second                a CPU-second");
        Map<String, Cost> costs = new TreeMap<>();
        for (String collector : COLLECTORS) {
            Cost cost = measure(collector, instances, days);
            costs.put(collector, cost);
            System.out.printf(
                    "%-9s  %8.2f %8.2f  %8.2f  %,9.0f  %,11.0f  %,12.0f  %,11.0f%n",
                    collector,
                    cost.decode,
                    cost.fold,
                    cost.evaluate,
                    RECORDS * 1e6 / (cost.fold + cost.evaluate),
                    FleetSignals.POINTS_PER_HOUR * 1e6 / (cost.fold + cost.evaluate),
                    RECORDS * 1e6 / (cost.decode + cost.fold + cost.evaluate),
                    FleetSignals.POINTS_PER_HOUR * 1e6 / (cost.decode + cost.fold + cost.evaluate));
        }
        return new Figure(
                String.format("%.2f", costs.getOrDefault("Serial", Cost.UNKNOWN).evaluate), "us an instance-hour");
    }

    private static Cost measure(String collector, int instances, int days) throws RunnerException {
        int heap = Math.max(LEAST_HEAP_MEGABYTES, instances / 1000 * HEAP_KILOBYTES_PER_INSTANCE);
        RunResult result = new Runner(new OptionsBuilder()
                        .include(EvaluationJmhBenchmark.class.getName() + "\\.")
                        .param("instances", Integer.toString(instances))
                        .param("days", Integer.toString(days))
                        .warmupIterations(hours(instances))
                        .measurementIterations(hours(instances))
                        .jvmArgs("-Xms" + heap + "m", "-Xmx" + heap + "m", "-XX:+Use" + collector + "GC")
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .runSingle();
        double hours = (double) instances * hours(instances);
        double decode = nanos(result, "decodeNanos") / hours / NANOS_PER_MICRO;
        double fold = nanos(result, "foldNanos") / hours / NANOS_PER_MICRO;
        return new Cost(decode, fold - decode, nanos(result, "evaluateNanos") / hours / NANOS_PER_MICRO);
    }

    /** Hours that are measured, after as many to warm up. */
    private static int hours(int instances) {
        return Math.max(LEAST_HOURS, LEAST_INSTANCE_HOURS / instances);
    }

    private static double nanos(RunResult result, String counter) {
        Result<?> sum = result.getSecondaryResults().get(counter);
        return sum == null ? Double.NaN : sum.getScore();
    }

    /** CPU time of an hour of an instance in microseconds. */
    private record Cost(double decode, double fold, double evaluate) {

        private static final Cost UNKNOWN = new Cost(Double.NaN, Double.NaN, Double.NaN);
    }
}
