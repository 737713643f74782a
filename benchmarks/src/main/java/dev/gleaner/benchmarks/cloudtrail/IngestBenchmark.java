package dev.gleaner.benchmarks.cloudtrail;

import dev.gleaner.systemtests.Benchmark;
import dev.gleaner.systemtests.environment.CollectorProcess;
import dev.gleaner.systemtests.environment.KafkaBrokerProcess;
import dev.gleaner.systemtests.environment.WaitDeadline;
import dev.gleaner.systemtests.ingest.SignalTopicReader;
import dev.gleaner.systemtests.trail.GeneratedTrail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * CPU time of the packaged collector for the files of a trail, from the first file to the last acknowledgement of Kafka and
 * after a warm-up with other files, compared with that of {@code gzip -dc} for the same files.
 */
public final class IngestBenchmark implements Benchmark {

    private static final double GIGABYTES = 2.2;
    private static final double WARM_UP = 0.5;

    /** As in a busy account; the recorded trail, of a quiet lab, has 1 to 622 records in a file. */
    private static final int LARGEST_FILE = 4000;

    /** Approximate average of files of such sizes. */
    private static final int BYTES_A_FILE = 650_000;

    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public String summary() {
        return "[GB of JSON, else " + GIGABYTES
                + "]: records a CPU-second from a trail's files to Kafka, against gzip -dc";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        double gigabytes = arguments.isEmpty() ? GIGABYTES : Double.parseDouble(arguments.get(0));
        Path folder = Files.createTempDirectory(Path.of("benchmarks/target"), "ingest")
                .toAbsolutePath();
        Path trail = Files.createDirectories(folder.resolve("trail"));
        Path ready = folder.resolve("ready");
        GeneratedTrail warmUp =
                GeneratedTrail.write(trail.resolve("warm-up"), 1, files(gigabytes * WARM_UP), LARGEST_FILE);
        GeneratedTrail made = GeneratedTrail.write(ready, 2, files(gigabytes), LARGEST_FILE);
        System.out.printf(
                "%d records in %d files: %.2f GB of JSON, packed %.1f : 1; to warm up %d records%n",
                made.records(),
                made.files(),
                made.bytes() / 1e9,
                (double) made.bytes() / made.packed(),
                warmUp.records());
        Duration gzip = GzipBaseline.cpu(ready);
        Measured measured = measure(folder, trail, ready, warmUp, made);
        Duration again = GzipBaseline.cpu(trail.resolve("measured"));
        delete(trail);
        // The faster of the two runs, so that a busy machine does not favor the collector.
        return print(made, measured, gzip.compareTo(again) < 0 ? gzip : again);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static Measured measure(Path folder, Path trail, Path ready, GeneratedTrail warmUp, GeneratedTrail made)
            throws IOException {
        try (KafkaBrokerProcess broker = new KafkaBrokerProcess(folder.resolve("broker"));
                CollectorProcess collector =
                        CollectorProcess.ofTrail(folder, trail, broker.bootstrapServers(), options())) {
            await(collector, warmUp.records());
            Duration before = collector.cpu();
            long start = System.nanoTime();
            Files.move(ready, trail.resolve("measured"));
            await(collector, warmUp.records() + made.records());
            Duration cpu = collector.cpu().minus(before);
            Duration wall = Duration.ofNanos(System.nanoTime() - start);
            List<String> expected = new ArrayList<>(warmUp.ids());
            expected.addAll(made.ids());
            long drops = SignalTopicReader.missing(expected, arrived(broker));
            return new Measured(cpu, wall, drops, (long) counted(collector, "gleaner_collector_dead_letters_total"));
        }
    }

    private static List<String> options() {
        String options = System.getProperty("ingest.options", "-Xmx512m -XX:+UseParallelGC");
        return List.of(options.split(" "));
    }

    private static void await(CollectorProcess collector, long records) {
        WaitDeadline.await(
                records + " records",
                TIMEOUT,
                POLL_INTERVAL,
                () -> counted(collector, "gleaner_collector_records_total") >= records);
    }

    private static double counted(CollectorProcess collector, String metric) {
        return collector.metric(metric + "{", "cloudtrail-folder");
    }

    private static Set<String> arrived(KafkaBrokerProcess broker) {
        Set<String> ids = new HashSet<>();
        try (SignalTopicReader signalTopicReader = new SignalTopicReader(broker.bootstrapServers())) {
            signalTopicReader.drain(signal -> SignalTopicReader.ids(signal).forEach(ids::add));
        }
        return ids;
    }

    private static Figure print(GeneratedTrail made, Measured measured, Duration gzip) {
        System.out.println("             CPU s  records/CPU s    MB/CPU s  wall s");
        row(
                "collector",
                made,
                measured.cpu(),
                String.format("%6.1f", measured.wall().toMillis() / 1e3));
        row("gzip -dc", made, gzip, "");
        System.out.printf(
                "%d events to publish, %d dropped; %d dead letters%n",
                made.ids().size(), measured.drops(), measured.deadLetters());
        if (measured.drops() + measured.deadLetters() > 0) {
            throw new IllegalStateException("events were dropped, so that the CPU time is not that of all events");
        }
        return new Figure(
                String.format("%.2f", (double) gzip.toMillis() / measured.cpu().toMillis()), "of gzip -dc");
    }

    private static void row(String who, GeneratedTrail made, Duration cpu, String wall) {
        double seconds = cpu.toMillis() / 1e3;
        System.out.printf(
                "%-10s  %6.2f  %13.0f  %10.0f  %s%n",
                who, seconds, made.records() / seconds, made.bytes() / 1e6 / seconds, wall);
    }

    private static int files(double gigabytes) {
        return (int) Math.ceil(gigabytes * 1e9 / BYTES_A_FILE);
    }

    private record Measured(Duration cpu, Duration wall, long drops, long deadLetters) {}

    /** {@code gzip -dc} of all files of a folder to {@code /dev/null}: the least CPU time to read them. */
    static final class GzipBaseline {

        private static final String SCRIPT =
                "TIMEFORMAT='%U %S'; time (find \"$0\" -name '*.gz' -print0 | xargs -0 gzip -dc > /dev/null)";

        private GzipBaseline() {}

        /** CPU time in user mode and in the kernel. */
        static Duration cpu(Path folder) throws IOException, InterruptedException {
            Process process = new ProcessBuilder("bash", "-c", SCRIPT, folder.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IOException("gzip failed: " + output);
            }
            String[] seconds = output.split(" ");
            return Duration.ofMillis(
                    Math.round(1000 * (Double.parseDouble(seconds[0]) + Double.parseDouble(seconds[1]))));
        }
    }
}
