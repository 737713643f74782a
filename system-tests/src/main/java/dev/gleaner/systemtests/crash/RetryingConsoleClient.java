package dev.gleaner.systemtests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Sends requests of people to any of the actuators, and again until one responds. */
final class RetryingConsoleClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 100;

    private final ActuatorCluster actuatorCluster;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    RetryingConsoleClient(ActuatorCluster actuatorCluster) {
        this.actuatorCluster = actuatorCluster;
    }

    record Answer(int status, JsonNode body) {}

    /** Gets a resource; empty if there was no response in time. */
    Optional<Answer> get(String path, WaitDeadline deadline) throws InterruptedException {
        return send("viewer-token", path, null, deadline);
    }

    /** The state of an action; empty if there was no response in time. */
    String state(String action, WaitDeadline deadline) throws InterruptedException {
        return get("/api/actions/" + action, deadline)
                .map(found -> found.body().path("state").asText())
                .orElse("");
    }

    /** Approves a plan. */
    Optional<Answer> approve(String token, String finding, String plan, WaitDeadline deadline)
            throws InterruptedException {
        String decision = Json.text(Map.of("decision", "approve", "remedy", 0, "plan", plan));
        return send(token, "/api/findings/" + finding + "/decisions", decision, deadline);
    }

    /** Undoes an action. */
    Optional<Answer> undo(String action, WaitDeadline deadline) throws InterruptedException {
        return send("operator-token", "/api/actions/" + action + "/undo", "", deadline);
    }

    /** Approves a plan by one request; the status of its answer, 0 without one. */
    int approveOnce(String token, String finding, String plan) throws InterruptedException {
        String decision = Json.text(Map.of("decision", "approve", "remedy", 0, "plan", plan));
        return statusOf(token, "/api/findings/" + finding + "/decisions", decision);
    }

    /** Undoes an action by one request; the status of its answer, 0 without one. */
    int undoOnce(String action) throws InterruptedException {
        return statusOf("operator-token", "/api/actions/" + action + "/undo", "");
    }

    private int statusOf(String token, String path, String body) throws InterruptedException {
        try {
            return client.send(request(anyAddress().resolve(path), token, body), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private URI anyAddress() {
        List<URI> addresses = actuatorCluster.addresses();
        return addresses.get(ThreadLocalRandom.current().nextInt(addresses.size()));
    }

    private Optional<Answer> send(String token, String path, @Nullable String body, WaitDeadline deadline)
            throws InterruptedException {
        while (!deadline.isOver()) {
            Optional<Answer> answer = sendOnce(anyAddress().resolve(path), token, body);
            if (answer.isPresent()) {
                return answer;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return Optional.empty();
    }

    /** Empty without a connection, and for a server error. */
    private Optional<Answer> sendOnce(URI uri, String token, @Nullable String body) throws InterruptedException {
        try {
            HttpResponse<String> response =
                    client.send(request(uri, token, body), HttpResponse.BodyHandlers.ofString());
            return response.statusCode() >= 500
                    ? Optional.empty()
                    : Optional.of(new Answer(response.statusCode(), Json.read(response.body(), JsonNode.class)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static HttpRequest request(URI uri, String token, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return request.build();
    }
}
