package dev.gleaner.benchmarks.analyzer;

import dev.gleaner.analyzer.backtest.ArchiveBacktestCommand;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.systemtests.Benchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A backtest of an archive of many instances by the command that people use, in a JVM of its own with its defaults. */
public final class BacktestBenchmark implements Benchmark {

    private static final Path ARCHIVES = Path.of("benchmarks/target/archives");
    private static final int INSTANCES = 1000;
    private static final int DAYS = 365;
    private static final int HOURS_PER_DAY = 24;

    @Override
    public String name() {
        return "backtest";
    }

    @Override
    public String summary() {
        return "[instances, else " + INSTANCES + "] [days, else " + DAYS + "] [partitions, else "
                + Topic.SIGNALS.partitions() + "]: samples a CPU-second in a backtest of an archive";
    }

    @Override
    public Figure run(List<String> arguments) throws IOException {
        BenchmarkArguments numbers = new BenchmarkArguments(arguments);
        int instances = numbers.number(0, INSTANCES);
        int days = numbers.number(1, DAYS);
        int partitions = numbers.number(2, Topic.SIGNALS.partitions());
        FleetArchive archive = FleetArchive.in(ARCHIVES, instances, days, partitions);
        long samples = (long) instances * days * HOURS_PER_DAY * FleetSignals.POINTS_PER_HOUR;
        System.out.printf(
                "%,d instances for %,d days: %,d records, %,d samples, %,d files of %,d MB, %,d MB unpacked%n",
                instances,
                days,
                archive.records(),
                samples,
                archive.files(),
                archive.compressedBytes() / 1_000_000,
                archive.bytes() / 1_000_000);
        System.out.println(
                "           CPU seconds  wall seconds  peak MB   records      samples  a CPU-second; output");
        Path log = Path.of("benchmarks/target/backtest.log").toAbsolutePath();
        String folder = archive.folder().toString();
        for (String part : List.of("unpack", "decode")) {
            MeasuredJvm.Usage usage = MeasuredJvm.run(List.of(), ArchiveReadProgram.class, List.of(folder, part), log);
            print(part, archive.records(), samples, usage);
        }
        MeasuredJvm.Usage usage = MeasuredJvm.run(List.of(), ArchiveBacktestCommand.class, List.of(folder), log);
        print("backtest", archive.records(), samples, usage);
        return new Figure(String.format("%.0f", samples / usage.cpuSeconds()), "samples a core-second");
    }

    private static void print(String name, long records, long samples, MeasuredJvm.Usage usage) {
        System.out.printf(
                "%-9s  %,11.1f  %,12.1f  %,7d  %,8.0f  %,11.0f  %s%n",
                name,
                usage.cpuSeconds(),
                usage.wallSeconds(),
                usage.peakMegabytes(),
                records / usage.cpuSeconds(),
                samples / usage.cpuSeconds(),
                usage.output().get(usage.output().size() - 1));
    }
}
