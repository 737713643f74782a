package dev.gleaner.benchmarks.analyzer;

import com.sun.management.OperatingSystemMXBean;
import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.analyzer.store.PartitionStores;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * An hour of the signals of many instances after some days of history, in one partition with stores in memory. CPU time is that
 * of the whole process, with garbage collection, and without the generation of the signals.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 24)
@Measurement(iterations = 24)
public class EvaluationJmhBenchmark {

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final long SEED = 17;
    private static final int HOURS_PER_DAY = 24;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Param("10000")
    int instances;

    @Param("14")
    int days;

    private final CoreEvaluator evaluator = new CoreEvaluator(Backtest.ofDefaults(), PartitionStores.inMemory());
    private final List<byte[]> signals = new ArrayList<>();
    private FleetSignals fleet = FleetSignals.ofInstances(1, START, SEED);
    private int hour;

    /** Delivers the history. */
    @Setup
    public void load() {
        fleet = new FleetSignals(FleetSignals.Size.ofInstances(instances), START, SEED, 1);
        int hours = days * HOURS_PER_DAY;
        for (hour = 0; hour < hours; hour++) {
            boolean isProgressApplied = CoreEvaluator.isProgressHour(hour, hours);
            fleet.forEachRecord(hour, (key, partition, value) -> {
                if (key.length > 0 || isProgressApplied) {
                    evaluator.accept(value);
                }
            });
            evaluator.evaluate();
        }
    }

    /** Generates the next hour; its progress is the last signal. */
    @Setup(Level.Invocation)
    public void generate() {
        signals.clear();
        fleet.forEachRecord(hour++, (key, partition, value) -> signals.add(value));
    }

    /** Decodes the signals, decodes and folds them, and evaluates the hours that are due. */
    @Benchmark
    public long hour(CpuCounters counters, Blackhole hole) {
        int last = signals.size() - 1;
        long start = SYSTEM.getProcessCpuTime();
        for (int signal = 0; signal < last; signal++) {
            hole.consume(CoreEvaluator.decode(signals.get(signal)));
        }
        long decoded = SYSTEM.getProcessCpuTime();
        for (int signal = 0; signal < last; signal++) {
            evaluator.accept(signals.get(signal));
        }
        long folded = SYSTEM.getProcessCpuTime();
        evaluator.accept(signals.get(last));
        evaluator.evaluate();
        long evaluated = SYSTEM.getProcessCpuTime();
        counters.decodeNanos += decoded - start;
        counters.foldNanos += folded - decoded;
        counters.evaluateNanos += evaluated - folded;
        return evaluator.findings();
    }

    /** CPU time of all measured hours, in nanoseconds; that of folding includes decoding. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class CpuCounters {
        public long decodeNanos;
        public long foldNanos;
        public long evaluateNanos;
    }
}
