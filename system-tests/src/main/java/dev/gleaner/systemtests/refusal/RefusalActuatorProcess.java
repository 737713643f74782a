package dev.gleaner.systemtests.refusal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.runtime.process.FreePort;
import dev.gleaner.systemtests.environment.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The packaged actuator, with the requests of people to it. */
final class RefusalActuatorProcess implements AutoCloseable {

    private static final Path JAR = Path.of("actuator-service/target/quarkus-app/quarkus-run.jar");
    private final ServiceProcess service;
    private final int slackPort;

    private RefusalActuatorProcess(ServiceProcess service, int slackPort) {
        this.service = service;
        this.slackPort = slackPort;
    }

    /** Starts an actuator and does not wait until it is ready. */
    static RefusalActuatorProcess launch(Map<String, String> settings, Map<String, String> environment, Path log)
            throws IOException {
        int slackPort = FreePort.find();
        Map<String, String> all = new HashMap<>(settings);
        all.put("actuator.slack.port", Integer.toString(slackPort));
        return new RefusalActuatorProcess(
                ServiceProcess.launch(new ServiceProcess.Spec(
                        JAR, FreePort.find(), List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"), all, environment, log)),
                slackPort);
    }

    /** Waits until it is ready; false if it ended instead. */
    boolean awaitReady() {
        return service.awaitReady();
    }

    void turnKillSwitch(boolean on) {
        if (status("PUT", "/api/kill-switch", "operator", Map.of("on", on)) != 200) {
            throw new IllegalStateException("the kill switch was not changed");
        }
    }

    JsonNode get(String path) {
        HttpResponse<String> response = send("GET", path, "viewer", null);
        return response.statusCode() == 200 ? Json.read(response.body(), JsonNode.class) : MissingNode.getInstance();
    }

    /** The status of the response. */
    int status(String method, String path, String who, @Nullable Object body) {
        return send(method, path, who, body).statusCode();
    }

    /** The response, whatever its status. */
    HttpResponse<String> send(String method, String path, String who, @Nullable Object body) {
        return service.send(service.request(path, who + "-token")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(Json.text(body)))
                .build());
    }

    /** The response of the port for Slack. */
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
        return service.send(request.build());
    }

    /** Sends SIGKILL. */
    void kill() {
        service.kill();
    }

    @Override
    public void close() {
        service.close();
    }
}
