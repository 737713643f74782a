package dev.gleaner.local.ready;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Calls the HTTP API of a service as the local administrator. */
public final class ServiceApiClient {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String token;

    public ServiceApiClient(String token) {
        this.token = token;
    }

    /** The JSON body of a GET; empty without a response of status 200. */
    public Optional<JsonNode> getJson(String url) {
        return get(url).filter(answer -> answer.statusCode() == 200)
                .map(answer -> Json.read(answer.body(), JsonNode.class));
    }

    /** The text of a GET; empty without a response of status 200. */
    Optional<String> getText(String url) {
        return get(url).filter(answer -> answer.statusCode() == 200)
                .map(answer -> new String(answer.body(), StandardCharsets.UTF_8));
    }

    /** The health document of a GET, whether up or down; empty without one. */
    Optional<JsonNode> getHealth(String url) {
        try {
            return get(url).map(answer -> Json.read(answer.body(), JsonNode.class));
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private Optional<HttpResponse<byte[]>> get(String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + token)
                .timeout(PATIENCE)
                .build();
        try {
            return Optional.of(client.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
