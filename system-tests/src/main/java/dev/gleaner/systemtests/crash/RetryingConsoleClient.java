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

/** People at the console, who try again when it does not answer: at whichever actuator is there. */
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

    /** An answer. */
    record Answer(int status, JsonNode body) {}

    /** Asks until there is an answer; empty when there was none in time. */
    Optional<Answer> get(String path, WaitDeadline deadline) throws InterruptedException {
        return ask("viewer-token", path, null, deadline);
    }

    /** State of an action; empty when nobody said. */
    String state(String action, WaitDeadline deadline) throws InterruptedException {
        return get("/api/actions/" + action, deadline)
                .map(found -> found.body().path("state").asText())
                .orElse("");
    }

    /** Says yes. */
    Optional<Answer> approve(String token, String finding, String plan, WaitDeadline deadline)
            throws InterruptedException {
        String yes = Json.text(Map.of("decision", "approve", "remedy", 0, "plan", plan));
        return ask(token, "/api/findings/" + finding + "/decisions", yes, deadline);
    }

    /** Takes an action back. */
    Optional<Answer> undo(String action, WaitDeadline deadline) throws InterruptedException {
        return ask("operator-token", "/api/actions/" + action + "/undo", "", deadline);
    }

    private Optional<Answer> ask(String token, String path, @Nullable String body, WaitDeadline deadline)
            throws InterruptedException {
        while (!deadline.isOver()) {
            List<URI> addresses = actuatorCluster.addresses();
            URI address = addresses.get(ThreadLocalRandom.current().nextInt(addresses.size()));
            Optional<Answer> answer = once(address.resolve(path), token, body);
            if (answer.isPresent()) {
                return answer;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return Optional.empty();
    }

    /** Empty when nobody is there, or it is not well. */
    private Optional<Answer> once(URI uri, String token, @Nullable String body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return response.statusCode() >= 500
                    ? Optional.empty()
                    : Optional.of(new Answer(response.statusCode(), Json.read(response.body(), JsonNode.class)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
