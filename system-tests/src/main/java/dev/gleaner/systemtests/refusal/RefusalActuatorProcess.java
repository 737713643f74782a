package dev.gleaner.systemtests.refusal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.runtime.process.FreePort;
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
import org.jspecify.annotations.Nullable;

/** The packaged actuator as a process of its own, and what people do with it. */
final class RefusalActuatorProcess implements AutoCloseable {

    private static final Path JAR = Path.of("actuator-service/target/quarkus-app/quarkus-run.jar");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final int port;
    private final int slackPort;
    private final HttpClient http = HttpClient.newHttpClient();

    private RefusalActuatorProcess(Process process, int port, int slackPort) {
        this.process = process;
        this.port = port;
        this.slackPort = slackPort;
    }

    /** Launched; it may not come up. */
    static RefusalActuatorProcess launch(Map<String, String> settings, Map<String, String> environment, Path log)
            throws IOException {
        int port = FreePort.find();
        int slackPort = FreePort.find();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dquarkus.http.port=" + port,
                "-Dactuator.slack.port=" + slackPort));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", JAR.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new RefusalActuatorProcess(builder.start(), port, slackPort);
    }

    /** Waits until it is ready; false when it ended instead. */
    boolean comesUp() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                return false;
            }
            try {
                if (status("GET", "/q/health/ready", "viewer", null) == 200) {
                    return true;
                }
            } catch (IllegalStateException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        throw new IllegalStateException("the actuator neither started nor ended within " + PATIENCE);
    }

    void turnKillSwitch(boolean on) {
        if (status("PUT", "/api/kill-switch", "operator", Map.of("on", on)) != 200) {
            throw new IllegalStateException("the kill switch does not move");
        }
    }

    JsonNode get(String path) {
        HttpResponse<String> answer = send("GET", path, "viewer", null);
        return answer.statusCode() == 200 ? Json.read(answer.body(), JsonNode.class) : MissingNode.getInstance();
    }

    /** The status of the answer. */
    int status(String method, String path, String who, @Nullable Object body) {
        return send(method, path, who, body).statusCode();
    }

    /** The answer, whatever its status. */
    HttpResponse<String> send(String method, String path, String who, @Nullable Object body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + who + "-token")
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(Json.text(body)))
                .build();
        return send(request);
    }

    /** The answer of the port for Slack. */
    HttpResponse<String> click(SlackClick click) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + slackPort + "/slack/interactions"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Slack-Request-Timestamp", click.timestamp())
                .POST(HttpRequest.BodyPublishers.ofString(click.body()));
        if (!click.signature().isEmpty()) {
            request.header("X-Slack-Signature", click.signature());
        }
        return send(request.build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(request.uri() + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it without waiting for what it still does. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        ProcessTerminator.terminate(process);
    }
}
