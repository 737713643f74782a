package dev.gleaner.benchmarks.collector;

import dev.gleaner.systemtests.ProcessTerminator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The packaged collector, as a process of its own. */
final class BenchmarkCollector implements AutoCloseable {

    private static final Path JAR = Path.of("collector-service/target/quarkus-app/quarkus-run.jar");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** What it gets from {@code deploy/local/up}, too. */
    private static final String HEAP = "384m";

    private final Process process;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();

    private BenchmarkCollector(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Started and ready. */
    static BenchmarkCollector start(int port, Map<String, String> settings, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                JAVA.toString(),
                "-Xmx" + HEAP,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dquarkus.http.port=" + port));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", JAR.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "AWS_ACCESS_KEY_ID",
                        CountingAwsServer.OWN_KEY,
                        "AWS_SECRET_ACCESS_KEY",
                        "benchmark",
                        "AWS_DISABLE_REQUEST_COMPRESSION",
                        "true"));
        BenchmarkCollector collector = new BenchmarkCollector(builder.start(), port);
        collector.awaitReady(log);
        return collector;
    }

    /** Seconds of a processor that it has used so far, by all its threads. */
    double processorSeconds() {
        return process.info()
                        .totalCpuDuration()
                        .orElseThrow(() -> new IllegalStateException("the collector has ended"))
                        .toNanos()
                / 1e9;
    }

    /** The sum of what a metric shows, over all its tags that this one is among. */
    double metric(String name, String tag) throws IOException {
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private void awaitReady(Path log) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IllegalStateException("the collector did not start; see " + log);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private boolean isReady() {
        try {
            return get("/q/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        ProcessTerminator.terminate(process);
    }
}
