package dev.gleaner.benchmarks.topology;

import dev.gleaner.benchmarks.analyzer.MeasuredJvm;
import dev.gleaner.local.runtime.process.JavaCommandLine;
import dev.gleaner.local.runtime.process.LogTail;
import dev.gleaner.systemtests.environment.ChildProcess;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/** A program of this package that reads a topic in a JVM of its own, and the observation of its consumer group. */
final class WorkerProcess implements AutoCloseable {

    /** {@code -Dtopology.options} replaces the options of its JVM. */
    private static final String OPTIONS = System.getProperty("topology.options", "-Xmx8g -XX:+UseParallelGC");

    private static final String EVALUATED = "evaluated-through";
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    private static final Duration PRINT_INTERVAL = Duration.ofSeconds(10);
    private static final Duration STREAMS_CLOSE_TIME = Duration.ofSeconds(15);
    private static final int LOG_LINES = 20;

    private final String name;
    private final Path folder;
    private final Path log;
    private final ChildProcess process;
    private final GroupMonitor monitor;

    private WorkerProcess(String name, Path folder, Path log, ChildProcess process, GroupMonitor monitor) {
        this.name = name;
        this.folder = folder;
        this.log = log;
        this.process = process;
        this.monitor = monitor;
    }

    /**
     * Starts a program with the bootstrap servers, its group or application, a folder and further arguments.
     *
     * @param name for a person; its words joined by hyphens are the group
     */
    static WorkerProcess start(
            AnalyzerBroker broker, String name, Class<?> program, String topic, List<String> arguments)
            throws IOException {
        String group = name.replaceAll("\\W+", "-");
        Path folder = Files.createDirectories(broker.folder().resolve(group));
        Path log = broker.folder().resolve(group + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(MeasuredJvm.LOG_OPTION);
        command.addAll(options());
        command.addAll(JavaCommandLine.ofClassPath(program.getName()));
        command.addAll(List.of(broker.bootstrapServers(), group, folder.toString()));
        command.addAll(arguments);
        return new WorkerProcess(
                name,
                folder,
                log,
                ChildProcess.start(command, Map.of(), log),
                new GroupMonitor(broker.admin(), group, topic));
    }

    /** The options of each JVM that is compared. */
    static List<String> options() {
        return List.of(OPTIONS.split(" "));
    }

    /** In the process: runs a stream until the process ends, which is at once if the stream fails. */
    static void run(KafkaStreams streams) {
        streams.setUncaughtExceptionHandler(failure -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        // Else its open transaction would hide later findings from readers of committed ones for a minute.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(STREAMS_CLOSE_TIME)));
        streams.start();
    }

    /** In the process: reports that every hour up to a time is evaluated. */
    static void reportEvaluated(Path folder, Instant through) throws IOException {
        Path next = Files.writeString(folder.resolve(EVALUATED + ".next"), through.toString());
        Files.move(next, folder.resolve(EVALUATED), StandardCopyOption.ATOMIC_MOVE);
    }

    String name() {
        return name;
    }

    GroupMonitor monitor() {
        return monitor;
    }

    /** CPU time of all threads since the start, in user mode and in the kernel. */
    Duration cpu() {
        return process.cpu();
    }

    /** The part of the CPU time that the JIT compiler took. */
    Duration jit() {
        try {
            return process.cpu(ChildProcess::isCompiler);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Peak of the resident memory. */
    long peakMegabytes() {
        try {
            return process.peakMegabytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until everything before these offsets is committed, and every hour up to a time is evaluated. */
    void awaitCommitted(Map<TopicPartition, Long> ends, Instant evaluated) {
        long all = ends.values().stream().mapToLong(Long::longValue).sum();
        await(() -> monitor.isThrough(ends) && isEvaluatedThrough(evaluated), all);
    }

    /** Whether it has reported that every hour up to a time is evaluated; true for {@link Instant#MIN}. */
    boolean isEvaluatedThrough(Instant time) {
        Path report = folder.resolve(EVALUATED);
        try {
            return time.equals(Instant.MIN)
                    || (Files.exists(report)
                            && !Instant.parse(Files.readString(report)).isBefore(time));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void await(BooleanSupplier condition, long records) {
        while (!WaitDeadline.in(PRINT_INTERVAL).poll(POLL_INTERVAL, () -> isOver() || condition.getAsBoolean())) {
            System.out.printf(
                    "  %s: %,d of %,d records, %.1f CPU-seconds%n",
                    name, monitor.committed(), records, cpu().toMillis() / 1e3);
        }
        if (isOver()) {
            throw new IllegalStateException(name + " ended:\n" + String.join("\n", LogTail.lines(log, LOG_LINES)));
        }
    }

    private boolean isOver() {
        return !process.isAlive();
    }

    @Override
    public void close() {
        monitor.close();
        process.close();
    }
}
