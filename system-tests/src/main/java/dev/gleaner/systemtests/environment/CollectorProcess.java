package dev.gleaner.systemtests.environment;

import dev.gleaner.local.runtime.process.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The packaged collector. It can be killed and started again, on the same port and with the same log. */
public final class CollectorProcess implements AutoCloseable {

    /** {@code -Dingest.collector} runs another build for comparison. */
    private static final Path JAR =
            Path.of(System.getProperty("ingest.collector", "collector-service/target/quarkus-app"), "quarkus-run.jar");

    private static final String TOKEN = "benchmark-token";

    private final ServiceProcess.Spec spec;
    private ServiceProcess service;

    /**
     * Starts a collector and waits until it is ready.
     *
     * @param folder of its log and its tokens
     */
    public CollectorProcess(
            Path folder, List<String> jvmOptions, Map<String, String> settings, Map<String, String> environment)
            throws IOException {
        Map<String, String> all = new HashMap<>(settings);
        all.put(
                "gleaner.access.token-file",
                Files.writeString(folder.resolve("tokens"), TOKEN + " bench viewer\n")
                        .toString());
        spec = new ServiceProcess.Spec(
                JAR, FreePort.find(), jvmOptions, all, environment, folder.resolve("collector.log"));
        service = ServiceProcess.start(spec);
    }

    /** Starts a collector that reads a folder of CloudTrail files every second. */
    public static CollectorProcess ofTrail(Path folder, Path trail, String bootstrapServers, List<String> jvmOptions)
            throws IOException {
        return new CollectorProcess(
                folder,
                jvmOptions,
                Map.of(
                        "kafka.bootstrap.servers",
                        bootstrapServers,
                        "collector.cloudtrail.folder",
                        trail.toString(),
                        "collector.cloudtrail.interval",
                        "PT1S"),
                Map.of());
    }

    /** Sends SIGKILL, and starts it again. */
    public void killAndRestart() throws IOException {
        service.kill();
        service = ServiceProcess.start(spec);
    }

    /** CPU time of all threads since the start. */
    public Duration cpu() {
        return service.process().cpu();
    }

    /** CPU time since the start of those running threads whose names match. */
    public Duration cpu(Predicate<String> threads) throws IOException {
        return service.process().cpu(threads);
    }

    /** The sum of a metric over all tags that contain this text. */
    public double metric(String name, String tag) {
        service.process().requireAlive();
        return service.send(service.request("/q/metrics", TOKEN).build())
                .body()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        service.close();
    }
}
