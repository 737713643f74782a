package dev.gleaner.systemtests.ingest;

import dev.gleaner.local.runtime.process.FreePort;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The packaged collector, which watches a folder. */
public final class RestartableCollector implements AutoCloseable {

    /** Another one can be measured, to compare. */
    private static final Path JAR =
            Path.of(System.getProperty("ingest.collector", "collector-service/target/quarkus-app"), "quarkus-run.jar");

    private static final String TOKEN = "ingest-token";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration EVERY = Duration.ofMillis(100);

    private final List<String> command;
    private final int port = FreePort.find();
    private final Path log;
    private final HttpClient http = HttpClient.newHttpClient();
    private KillableProcess killableProcess;

    /**
     * Started and ready.
     *
     * @param options of its JVM, and settings of its own
     */
    public RestartableCollector(Path folder, Path trail, String bootstrapServers, List<String> options)
            throws IOException {
        Path tokens = Files.writeString(folder.resolve("tokens"), TOKEN + " bench viewer\n");
        this.log = folder.resolve("collector.log");
        this.command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dquarkus.http.port=" + port,
                "-Dkafka.bootstrap.servers=" + bootstrapServers,
                "-Dgleaner.access.token-file=" + tokens,
                "-Dcollector.cloudtrail.folder=" + trail,
                "-Dcollector.cloudtrail.interval=PT1S",
                "-jar",
                JAR.toString()));
        this.killableProcess = start();
    }

    /** What it has used of the processors so far. */
    public Duration cpu() {
        return killableProcess.cpu();
    }

    /** Kills it, and starts it again. */
    void killAndRestart() throws IOException {
        killableProcess.kill();
        killableProcess = start();
    }

    /** Records whose signals are acknowledged, since its start. */
    public long records() {
        return counted("gleaner_collector_records_total");
    }

    /** Acknowledged dead letters, since its start. */
    public long deadLetters() {
        return counted("gleaner_collector_dead_letters_total");
    }

    private long counted(String name) {
        killableProcess.requireAlive();
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") && line.contains("cloudtrail-folder"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private KillableProcess start() throws IOException {
        KillableProcess started = KillableProcess.start(command, log);
        WaitDeadline.await("the collector; see " + log, PATIENCE, EVERY, () -> isReady(started));
        return started;
    }

    private boolean isReady(KillableProcess started) {
        started.requireAlive();
        try {
            return get("/q/health/ready").statusCode() == 200;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + TOKEN)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("the collector does not answer; see " + log, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        killableProcess.end();
    }
}
