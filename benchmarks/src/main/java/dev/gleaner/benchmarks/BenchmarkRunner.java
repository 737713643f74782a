package dev.gleaner.benchmarks;

import dev.gleaner.benchmarks.allocation.AllocationBenchmark;
import dev.gleaner.benchmarks.analyzer.BacktestBenchmark;
import dev.gleaner.benchmarks.analyzer.EvaluationBenchmark;
import dev.gleaner.benchmarks.analyzer.ObjectCacheMissRatioBenchmark;
import dev.gleaner.benchmarks.analyzer.StateBenchmark;
import dev.gleaner.benchmarks.bill.BillBenchmark;
import dev.gleaner.benchmarks.cloudtrail.IngestBenchmark;
import dev.gleaner.benchmarks.cloudtrail.ParseBenchmark;
import dev.gleaner.benchmarks.collector.ApiCallBenchmark;
import dev.gleaner.benchmarks.collector.IdleCollectorBenchmark;
import dev.gleaner.benchmarks.lifecycle.LifecycleBenchmark;
import dev.gleaner.benchmarks.topology.LatencyBenchmark;
import dev.gleaner.benchmarks.topology.RebalanceBenchmark;
import dev.gleaner.benchmarks.topology.RestoreBenchmark;
import dev.gleaner.benchmarks.topology.TopologyBenchmark;
import dev.gleaner.systemtests.Benchmark;
import dev.gleaner.systemtests.crash.CrashMatrix;
import dev.gleaner.systemtests.crash.FrozenDatabase;
import dev.gleaner.systemtests.crash.ReplayFaults;
import dev.gleaner.systemtests.flood.FloodBenchmark;
import dev.gleaner.systemtests.ingest.IngestCrash;
import dev.gleaner.systemtests.refusal.RefusalMatrix;
import java.nio.file.Path;
import java.util.List;

/** Runs one benchmark by name; its last line is {@code NAME=<number> <unit>}. */
public final class BenchmarkRunner {

    private static final List<Benchmark> ALL = List.of(
            new OrderIndependenceBenchmark(Path.of("../shared/data")),
            new FloodBenchmark(),
            new CrashMatrix(),
            new FrozenDatabase(),
            new RefusalMatrix(),
            new ReplayFaults(),
            new ApiCallBenchmark(),
            new IdleCollectorBenchmark(),
            new GpuAgentBenchmark(),
            new ParseBenchmark(),
            new IngestBenchmark(),
            new IngestCrash(),
            new BillBenchmark(),
            new AllocationBenchmark(),
            new EvaluationBenchmark(),
            new StateBenchmark(),
            new BacktestBenchmark(),
            new ObjectCacheMissRatioBenchmark(Path.of("../shared/data")),
            new TopologyBenchmark(),
            new LatencyBenchmark(),
            new RestoreBenchmark(),
            new RebalanceBenchmark(),
            new LifecycleBenchmark(Path.of("../shared/data")));

    private BenchmarkRunner() {}

    /** Exits with 2 if the name is unknown. */
    public static void main(String[] arguments) {
        String name = arguments.length == 0 ? "" : arguments[0];
        if (name.equals("--list")) {
            ALL.forEach(benchmark -> System.out.println(benchmark.name() + "  " + benchmark.summary()));
            return;
        }
        for (Benchmark benchmark : ALL) {
            if (benchmark.name().equals(name)) {
                System.exit(run(benchmark, List.of(arguments).subList(1, arguments.length)));
            }
        }
        System.err.println("usage: benchmarks/run NAME [ARGUMENT]; the names: benchmarks/run --list");
        System.exit(2);
    }

    /** The exit status. The caller exits with it, as servers of a benchmark leave threads behind. */
    private static int run(Benchmark benchmark, List<String> arguments) {
        try {
            Benchmark.Figure figure = benchmark.run(arguments);
            System.out.println(benchmark.name() + "=" + figure.number() + " " + figure.unit());
            return figure.isFailure() ? 1 : 0;
        } catch (Exception e) {
            e.printStackTrace();
            return 1;
        }
    }
}
