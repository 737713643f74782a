package dev.gleaner.local.ready;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Asks a service over HTTP as the local administrator. */
public final class Api {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String token;

    public Api(String token) {
        this.token = token;
    }

    /** Whether a GET is answered by 200. */
    boolean answers(String url) {
        return get(url).isPresent();
    }

    /** The JSON of a GET; empty when there is no answer, or not by 200. */
    public Optional<JsonNode> json(String url) {
        return get(url).map(body -> Json.read(body, JsonNode.class));
    }

    private Optional<byte[]> get(String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + token)
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
