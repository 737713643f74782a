package dev.gleaner.benchmarks.topology;

import dev.gleaner.benchmarks.analyzer.FolderSize;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.runtime.process.FreePort;
import dev.gleaner.local.runtime.process.LogTail;
import dev.gleaner.systemtests.environment.ServiceProcess;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The packaged analyzer. It can be stopped or killed, and started again with the same name and state. */
final class AnalyzerProcess implements AutoCloseable {

    /** Kafka Streams' application id and consumer group. */
    static final String GROUP = "gleaner-analyzer";

    /** {@code -Drestore.analyzer} runs another build for comparison. */
    private static final Path JAR =
            Path.of(System.getProperty("restore.analyzer", "analyzer-service/target/quarkus-app"), "quarkus-run.jar");

    private static final String TOKEN = "benchmark-token";
    private static final int LOG_LINES = 20;
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    /** Exit status of a process that SIGKILL has ended. */
    private static final int KILLED_STATUS = 137;

    private final ServiceProcess.Spec spec;
    private final Path state;
    private volatile ServiceProcess service;

    /** Whether the process has been ended on purpose, and not started again since. */
    private volatile boolean isStopped;

    private AnalyzerProcess(ServiceProcess.Spec spec, Path state, ServiceProcess service) {
        this.spec = spec;
        this.state = state;
        this.service = service;
    }

    /**
     * Starts an analyzer as shipped, and does not wait until it is ready.
     *
     * @param instance its name among several analyzers
     * @param jvmOptions separated by spaces
     */
    static AnalyzerProcess start(AnalyzerBroker broker, String instance, String jvmOptions) throws IOException {
        return start(broker, instance, jvmOptions, 0);
    }

    /**
     * Starts an analyzer as one of several, and does not wait until it is ready.
     *
     * @param instance its name among them
     * @param jvmOptions separated by spaces
     * @param standbyReplicas copies of the state of each partition on other analyzers
     */
    static AnalyzerProcess start(AnalyzerBroker broker, String instance, String jvmOptions, int standbyReplicas)
            throws IOException {
        Path folder = Files.createDirectories(broker.folder().resolve(instance));
        Path state = Files.createDirectories(folder.resolve("state"));
        ServiceProcess.Spec spec = new ServiceProcess.Spec(
                JAR,
                FreePort.find(),
                List.of(jvmOptions.split(" ")),
                Map.of(
                        "kafka.bootstrap.servers",
                        broker.bootstrapServers(),
                        "analyzer.instance",
                        instance,
                        "analyzer.state-dir",
                        state.toString(),
                        "analyzer.store.standby-replicas",
                        Integer.toString(standbyReplicas),
                        "gleaner.access.token-file",
                        Files.writeString(folder.resolve("tokens"), TOKEN + " bench viewer\n")
                                .toString()),
                Map.of(),
                broker.folder().resolve(instance + ".log"));
        return new AnalyzerProcess(spec, state, ServiceProcess.launch(spec));
    }

    void awaitReady() {
        if (!service.awaitReady()) {
            requireAlive();
        }
    }

    /** Throws with the end of its log if the process has ended, unless it was stopped or killed. */
    void requireAlive() {
        if (!isStopped && !service.isAlive()) {
            throw new IllegalStateException(
                    "the analyzer ended:\n" + String.join("\n", LogTail.lines(spec.log(), LOG_LINES)));
        }
    }

    /** Whether Kafka Streams has all of its partitions and has restored their state. */
    boolean isRunning() {
        return get("/q/health/live").contains("\"RUNNING\"");
    }

    /** The time up to which all hours of its partitions are evaluated; {@link Instant#MIN} when there is none. */
    Instant evaluatedThrough() {
        String report = get("/progress");
        if (report.isEmpty()) {
            return Instant.MIN;
        }
        String time = Json.read(report, ProgressView.class).judgedThrough();
        return time == null ? Instant.MIN : Instant.parse(time);
    }

    /** CPU time of the process so far, in user mode and in the kernel. */
    Duration cpu() {
        return service.process().cpu();
    }

    /** Largest resident memory of the process so far, in MB of 1,000,000 bytes. */
    long peakMegabytes() throws IOException {
        return service.process().peakMegabytes();
    }

    /** Size of the files of its state stores, in MB of 1,000,000 bytes; 0 with stores in memory. */
    long stateMegabytes() throws IOException {
        return FolderSize.megabytes(state);
    }

    /** Sends SIGKILL. */
    void kill() {
        isStopped = true;
        service.kill();
    }

    /**
     * Sends SIGTERM, and SIGKILL after 20 seconds, and waits until the process has ended.
     *
     * @return whether it ended without SIGKILL
     */
    boolean stop() {
        isStopped = true;
        service.close();
        if (!WaitDeadline.in(KILL_TIMEOUT).poll(POLL_INTERVAL, () -> !service.isAlive())) {
            throw new IllegalStateException("the analyzer has not ended; see " + spec.log());
        }
        return service.process().exitStatus() != KILLED_STATUS;
    }

    /** Starts it again, and does not wait until it is ready. */
    void startAgain() throws IOException {
        service = ServiceProcess.launch(spec);
        isStopped = false;
    }

    /** The body of a response; empty before the server listens. */
    private String get(String path) {
        requireAlive();
        try {
            return service.http()
                    .send(service.request(path, TOKEN).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        service.close();
    }

    /** What is needed of {@code GET /progress}. */
    private record ProgressView(@Nullable String judgedThrough) {}
}
