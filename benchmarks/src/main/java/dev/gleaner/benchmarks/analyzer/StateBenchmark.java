package dev.gleaner.benchmarks.analyzer;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.analyzer.topology.AnalyzerTopology.StoreType;
import dev.gleaner.analyzer.topology.StoreName;
import dev.gleaner.benchmarks.analyzer.CountingStateStore.Volume;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.local.runtime.process.FolderDeletion;
import dev.gleaner.systemtests.Benchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes that the analyzer keeps of a resource and writes to changelogs, and the memory of a process that keeps many instances. The
 * figure is that of an instance after the days of history.
 */
public final class StateBenchmark implements Benchmark {

    private static final int DAYS = 14;
    private static final int IN_MEMORY = 100_000;
    private static final int ON_ROCKSDB = 100_000;
    private static final int HEAP_MEGABYTES = 1000;

    /** So many that what is stored once for an account and region does not count. */
    private static final int INSTANCES = 1000;

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final long SEED = 17;
    private static final int HOURS_PER_DAY = 24;

    @Override
    public String name() {
        return "state";
    }

    @Override
    public String summary() {
        return "[days, else " + DAYS + "] [instances in memory, else " + IN_MEMORY + "] [instances on RocksDB, else "
                + ON_ROCKSDB + "] [MB of heap, else " + HEAP_MEGABYTES
                + "]: bytes that the analyzer keeps of an instance; 0 instances skip a part";
    }

    @Override
    public Figure run(List<String> arguments) throws IOException {
        BenchmarkArguments numbers = new BenchmarkArguments(arguments);
        int days = numbers.number(0, DAYS);
        System.out.printf(
                "of one resource after %d days; a changelog is counted over the last day, with one write of a key for"
                        + " all signals of a minute, and one for the evaluation of an hour; a listing is sent every six hours, that of a"
                        + " changing instance every hour with other tags%n",
                days);
        System.out.println("                     kept                        read an hour         changelog an hour");
        System.out.println("                    bytes      rows   records   samples     bytes       bytes      rows");
        double instance = printKind("instance", new FleetSignals.Size(INSTANCES, 0, 0, 0, 0), days);
        printKind("changing", new FleetSignals.Size(20, 0, 0, 0, 1), days);
        printKind("host of 8 GPUs", new FleetSignals.Size(0, 1, 0, 0, 0), days);
        printKind("bucket", new FleetSignals.Size(0, 0, 1, 0, 0), days);
        printKind("bucket, re-read", new FleetSignals.Size(0, 0, 1, 0, 0, 1), days);
        printKind("VPC", new FleetSignals.Size(0, 0, 0, 2, 0), days);
        int heap = numbers.number(3, HEAP_MEGABYTES);
        System.out.println(
                "stores        instances      records        samples      heap   resident      peak  live heap"
                        + "     state  CPU seconds");
        printMemory(StoreType.MEMORY, numbers.number(1, IN_MEMORY), days, heap);
        printMemory(StoreType.ROCKSDB, numbers.number(2, ON_ROCKSDB), days, heap);
        return new Figure(String.format("%.0f", instance), "bytes an instance");
    }

    /** Prints what is kept of a resource, and returns its bytes. */
    private static double printKind(String kind, FleetSignals.Size size, int days) {
        List<CountingStateStore> stores = new ArrayList<>();
        CoreEvaluator evaluator = new CoreEvaluator(Backtest.ofDefaults(), StoreName.open(name -> {
            CountingStateStore store = new CountingStateStore();
            stores.add(store);
            return store;
        }));
        FleetSignals fleet = new FleetSignals(size, START, SEED, 1);
        Changelog changelog = new Changelog(stores);
        int hours = days * HOURS_PER_DAY;
        for (int hour = 0; hour < hours; hour++) {
            if (hour == hours - HOURS_PER_DAY) {
                changelog.restart();
            }
            boolean isProgressApplied = CoreEvaluator.isProgressHour(hour, hours);
            fleet.forEachRecord(hour, (key, partition, value) -> {
                if (key.length > 0) {
                    Signal signal = CoreEvaluator.decode(value);
                    changelog.startSignal(signal.getObservedAt(), value.length);
                    evaluator.accept(signal);
                } else if (isProgressApplied) {
                    changelog.commit();
                    evaluator.accept(value);
                    evaluator.evaluate();
                    changelog.commit();
                }
            });
        }
        int resources = size.instances() + size.gpuHosts() + size.buckets() + size.networks();
        Volume state = stores.stream().map(CountingStateStore::stored).reduce(Volume.NONE, Volume::plus);
        double resourceHours = (double) resources * HOURS_PER_DAY;
        System.out.printf(
                "%-14s  %,9.0f  %,8.1f  %,8.1f  %,8.1f  %,8.0f  %,10.0f  %,8.1f%n",
                kind,
                (double) state.bytes() / resources,
                (double) state.rows() / resources,
                changelog.signals / resourceHours,
                (double) fleet.pointsPerHour() / resources,
                changelog.signalBytes / resourceHours,
                changelog.written.bytes() / resourceHours,
                changelog.written.rows() / resourceHours);
        return (double) state.bytes() / resources;
    }

    private static void printMemory(StoreType type, int instances, int days, int heap) throws IOException {
        if (instances == 0) {
            return;
        }
        Path folder =
                Files.createTempDirectory(Path.of("benchmarks/target"), "state").toAbsolutePath();
        try {
            MeasuredJvm.Usage usage = MeasuredJvm.run(
                    List.of("-Xmx" + heap + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
                    StateLoadProgram.class,
                    List.of(
                            type.name(),
                            Integer.toString(instances),
                            Integer.toString(days),
                            folder.resolve("stores").toString()),
                    folder.resolve("log"));
            String[] loaded = usage.output().stream()
                    .filter(line -> line.startsWith(StateLoadProgram.LOADED))
                    .findFirst()
                    .orElseThrow()
                    .split(" ", -1);
            System.out.printf(
                    "%-12s  %,9d  %,11d  %,13d  %,5d MB  %6s MB  %,5d MB  %6s MB  %,5d MB  %,11.1f%n",
                    type == StoreType.MEMORY ? "in memory" : "RocksDB",
                    instances,
                    Long.parseLong(loaded[3]),
                    (long) instances * days * HOURS_PER_DAY * FleetSignals.POINTS_PER_HOUR,
                    heap,
                    loaded[1],
                    usage.peakMegabytes(),
                    loaded[2],
                    FolderSize.megabytes(folder.resolve("stores")),
                    usage.cpuSeconds());
        } finally {
            FolderDeletion.delete(folder);
        }
    }

    /** What is written to the changelogs of all stores, and the signals from which it follows. */
    private static final class Changelog {

        private final List<CountingStateStore> stores;
        private Volume written = Volume.NONE;
        private long signals;
        private long signalBytes;
        private long observedAt;

        Changelog(List<CountingStateStore> stores) {
            this.stores = stores;
        }

        /** Commits the signals before, unless they were observed at the same time. */
        void startSignal(long time, int bytes) {
            if (time != observedAt) {
                commit();
            }
            observedAt = time;
            signals++;
            signalBytes += bytes;
        }

        void commit() {
            for (CountingStateStore store : stores) {
                written = written.plus(store.takeChanges());
            }
        }

        void restart() {
            commit();
            written = Volume.NONE;
            signals = 0;
            signalBytes = 0;
        }
    }
}
