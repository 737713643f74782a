package dev.gleaner.benchmarks.bill;

import dev.gleaner.benchmarks.analyzer.MeasuredJvm;
import dev.gleaner.systemtests.Benchmark;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Lines of a bill that the collector reads, sums and turns into signals in a CPU-second, from Parquet and from CSV, in a JVM with 512 MB
 * from its start to its end; and beside it DuckDB, which sums the same files.
 */
public final class BillBenchmark implements Benchmark {

    private static final long LINES = 10_000_000;
    private static final int RESOURCES = 20_000;
    private static final long SEED = 1;

    @Override
    public String name() {
        return "bill";
    }

    @Override
    public String summary() {
        return "[lines, else " + LINES + "] [resources, else " + RESOURCES
                + "]: lines of a bill a CPU-second, against DuckDB";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        long lines = arguments.isEmpty() ? LINES : Long.parseLong(arguments.get(0));
        int resources = arguments.size() < 2 ? RESOURCES : Integer.parseInt(arguments.get(1));
        Path log = Path.of("benchmarks/target/bill.log").toAbsolutePath();
        try (GeneratedBill bill = GeneratedBill.create(lines, resources, SEED)) {
            System.out.printf(
                    "%,d lines of %,d resources: %,d MB of Parquet, %,d MB of gzip CSV%n",
                    lines, resources, bill.bytes("parquet") / 1_000_000, bill.bytes("csv") / 1_000_000);
            System.out.println("                   CPU seconds  wall seconds  peak MB  lines a CPU-second; output");
            double parquet = collector(bill, "parquet", log);
            collector(bill, "csv", log);
            for (String format : List.of("parquet", "csv")) {
                String folder = bill.folder().resolve(format).toString();
                MeasuredJvm.Usage usage =
                        MeasuredJvm.run(List.of("-Xmx512m"), DuckDbProgram.class, List.of(folder, format), log);
                print("DuckDB, " + format, bill, usage);
            }
            return new Figure(String.format("%.0f", parquet), "lines/s");
        }
    }

    private static double collector(GeneratedBill bill, String format, Path log) throws IOException {
        Path spool = Files.createTempDirectory(bill.folder(), "spool");
        String folder = bill.folder().resolve(format).toString();
        MeasuredJvm.Usage usage = MeasuredJvm.run(
                List.of("-Xmx512m", "-XX:+UseParallelGC"),
                BillReadProgram.class,
                List.of(folder, spool.toString()),
                log);
        print("collector, " + format, bill, usage);
        return bill.lines() / (usage.cpu().toNanos() / 1e9);
    }

    /** Prints what a program took; fails if it did not read all lines, or came to another sum. */
    private static void print(String name, GeneratedBill bill, MeasuredJvm.Usage usage) {
        List<String> output = usage.output();
        double cpu = usage.cpu().toNanos() / 1e9;
        System.out.printf(
                "%-18s  %,10.1f  %,12.1f  %,7d  %,18.0f; %s%n",
                name,
                cpu,
                usage.wall().toNanos() / 1e9,
                usage.peakMegabytes(),
                bill.lines() / cpu,
                output.get(output.size() - 2));
        String[] numbers = output.get(output.size() - 1).split(" ", -1);
        if (Long.parseLong(numbers[0]) != bill.lines() || new BigDecimal(numbers[1]).compareTo(bill.billed()) != 0) {
            throw new IllegalStateException(name + ": " + output.get(output.size() - 1) + " instead of " + bill.lines()
                    + " lines and " + bill.billed() + " USD");
        }
    }
}
