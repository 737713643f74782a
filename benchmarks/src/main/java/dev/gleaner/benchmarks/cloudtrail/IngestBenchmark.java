package dev.gleaner.benchmarks.cloudtrail;

import dev.gleaner.systemtests.Benchmark;
import dev.gleaner.systemtests.environment.ChildProcess;
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
 * CPU time of the packaged collector for the files of a trail, from the first file to the last acknowledgement of Kafka,
 * compared with that of {@code gzip -dc} for the same files: directly after its start, and when the JIT has compiled what
 * these files need.
 */
public final class IngestBenchmark implements Benchmark {

    private static final double GIGABYTES = 2.2;

    /** Of JSON, read first after the start, and again until the collector is warm. */
    private static final double COLD_GIGABYTES = 0.7;

    /** The collector is warm when the JIT used less than this part of the CPU time of a round. */
    private static final double WARM = 0.04;

    private static final int WARM_UP_ROUNDS = 12;

    /** Bytes of JSON for the times of the stages. */
    private static final long STAGE_BYTES = 60_000_000;

    /** As in a busy account; the recorded trail, of a quiet lab, has 1 to 622 records in a file. */
    private static final int LARGEST_FILE = 4000;

    /** Approximate average of files of such sizes. */
    private static final int BYTES_A_FILE = 650_000;

    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    /** Rarely, because each poll costs the collector a few milliseconds of CPU time. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

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
        Path first = folder.resolve("first");
        Path ready = folder.resolve("ready");
        GeneratedTrail cold = GeneratedTrail.write(first, 1, files(COLD_GIGABYTES), LARGEST_FILE);
        GeneratedTrail made = GeneratedTrail.write(ready, 2, files(gigabytes), LARGEST_FILE);
        System.out.printf(
                "%d records in %d files: %.2f GB of JSON, packed %.1f : 1; at the start and to warm up %d records%n",
                made.records(),
                made.files(),
                made.bytes() / 1e9,
                (double) made.bytes() / made.packed(),
                cold.records());
        Duration gzipCold = GzipBaseline.cpu(first);
        Duration gzip = GzipBaseline.cpu(ready);
        System.out.println("                  CPU s  records/CPU s  MB/CPU s  wall s  JIT s  GC s  of gzip -dc");
        row("gzip -dc", made, gzip);
        Phase measured = measure(folder, cold, made, gzipCold, gzip);
        // The faster of the two runs, so that a busy machine does not favor the collector.
        Duration again = GzipBaseline.cpu(ready);
        Duration faster = gzip.compareTo(again) < 0 ? gzip : again;
        row("gzip -dc, again", made, again);
        printStages(TrailStageTimer.of(ready, STAGE_BYTES).measure(), measured, made);
        delete(folder.resolve("trail"));
        delete(first);
        delete(ready);
        return new Figure(String.format("%.2f", ratio(faster, measured)), "of gzip -dc");
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static Phase measure(
            Path folder, GeneratedTrail cold, GeneratedTrail made, Duration gzipCold, Duration gzip)
            throws IOException {
        Path first = folder.resolve("first");
        Path trail = Files.createDirectories(folder.resolve("trail"));
        try (KafkaBrokerProcess broker = new KafkaBrokerProcess(folder.resolve("broker"));
                CollectorProcess collector =
                        CollectorProcess.ofTrail(folder, trail, broker.bootstrapServers(), options())) {
            Phase phase = phase(collector, link(first, folder), trail.resolve("cold"), cold);
            row("cold", cold, phase, gzipCold);
            for (int round = 1; round <= WARM_UP_ROUNDS && !phase.isWarm(); round++) {
                phase = phase(collector, link(first, folder), trail.resolve("again-" + round), cold);
                row("warm-up " + round, cold, phase, gzipCold);
            }
            Phase measured = phase(collector, link(folder.resolve("ready"), folder), trail.resolve("measured"), made);
            row("warm", made, measured, gzip);
            requireAll(broker, collector, cold, made);
            return measured;
        }
    }

    /** A copy of a trail whose files are hard links; for the collector its files are new. */
    private static Path link(Path from, Path folder) throws IOException {
        Path copy = folder.resolve("linked");
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(from.relativize(path));
                Files.createDirectories(target.getParent());
                Files.createLink(target, path);
            }
        }
        return copy;
    }

    /**
     * Moves files to the trail, and waits until the collector has published them. They are deleted then, so that their
     * number does not make the listings of later phases longer.
     */
    private static Phase phase(CollectorProcess collector, Path files, Path target, GeneratedTrail trail)
            throws IOException {
        double expected = records(collector) + trail.records();
        Phase before = Phase.of(collector);
        Files.move(files, target);
        WaitDeadline.await(
                trail.records() + " records more", TIMEOUT, POLL_INTERVAL, () -> records(collector) >= expected);
        Phase phase = Phase.of(collector).minus(before);
        delete(target);
        return phase;
    }

    private static List<String> options() {
        String options = System.getProperty("ingest.options", "-Xmx512m -XX:+UseParallelGC");
        return List.of(options.split(" "));
    }

    private static double records(CollectorProcess collector) {
        return counted(collector, "gleaner_collector_records_total");
    }

    private static double counted(CollectorProcess collector, String metric) {
        return collector.metric(metric + "{", "cloudtrail-folder");
    }

    private static void requireAll(
            KafkaBrokerProcess broker, CollectorProcess collector, GeneratedTrail cold, GeneratedTrail made) {
        List<String> expected = new ArrayList<>(cold.ids());
        expected.addAll(made.ids());
        Set<String> arrived = new HashSet<>();
        try (SignalTopicReader signalTopicReader = new SignalTopicReader(broker.bootstrapServers())) {
            signalTopicReader.drain(signal -> SignalTopicReader.ids(signal).forEach(arrived::add));
        }
        long drops = SignalTopicReader.missing(expected, arrived);
        long deadLetters = (long) counted(collector, "gleaner_collector_dead_letters_total");
        System.out.printf("%d events to publish, %d dropped; %d dead letters%n", expected.size(), drops, deadLetters);
        if (drops + deadLetters > 0) {
            throw new IllegalStateException("events were dropped, so that the CPU time is not that of all events");
        }
    }

    private static void row(String who, GeneratedTrail trail, Duration cpu) {
        double seconds = seconds(cpu);
        System.out.printf(
                "%-15s  %6.2f  %13.0f  %8.0f%n",
                who, seconds, trail.records() / seconds, trail.bytes() / 1e6 / seconds);
    }

    private static void row(String who, GeneratedTrail trail, Phase phase, Duration gzip) {
        double seconds = seconds(phase.cpu());
        System.out.printf(
                "%-15s  %6.2f  %13.0f  %8.0f  %6.1f  %5.2f  %4.2f  %11.2f%n",
                who,
                seconds,
                trail.records() / seconds,
                trail.bytes() / 1e6 / seconds,
                seconds(phase.wall()),
                seconds(phase.jit()),
                seconds(phase.gc()),
                ratio(gzip, phase));
    }

    private static void printStages(List<TrailStageTimer.Stage> stages, Phase measured, GeneratedTrail made) {
        System.out.println("us a record, warm");
        double known = 0;
        for (TrailStageTimer.Stage stage : stages) {
            print(stage.name(), stage.micros());
            known += stage.micros();
        }
        double jit = micros(measured.jit(), made);
        double gc = micros(measured.gc(), made);
        double all = micros(measured.cpu(), made);
        print("JIT", jit);
        print("garbage collection", gc);
        print("rest: requests to Kafka, listings, counters", all - known - jit - gc);
        print("collector", all);
    }

    private static void print(String stage, double micros) {
        System.out.printf("  %-45s  %6.2f%n", stage, micros);
    }

    private static double micros(Duration time, GeneratedTrail trail) {
        return seconds(time) * 1e6 / trail.records();
    }

    private static double ratio(Duration gzip, Phase phase) {
        return seconds(gzip) / seconds(phase.cpu());
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static int files(double gigabytes) {
        return (int) Math.ceil(gigabytes * 1e9 / BYTES_A_FILE);
    }

    /**
     * Times of the collector since its start, or between two points.
     *
     * @param cpu of all threads
     * @param jit of the threads of the JIT
     * @param gc of the threads of the garbage collector
     */
    private record Phase(Duration cpu, Duration jit, Duration gc, Duration wall) {

        static Phase of(CollectorProcess collector) throws IOException {
            return new Phase(
                    collector.cpu(),
                    collector.cpu(ChildProcess::isCompiler),
                    collector.cpu(name -> name.startsWith("GC ") || name.equals("VM Thread")),
                    Duration.ofNanos(System.nanoTime()));
        }

        Phase minus(Phase before) {
            return new Phase(
                    cpu.minus(before.cpu), jit.minus(before.jit), gc.minus(before.gc), wall.minus(before.wall));
        }

        boolean isWarm() {
            return seconds(jit) < WARM * seconds(cpu);
        }
    }

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
