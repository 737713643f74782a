package dev.gleaner.local.runtime.aws;

import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

/** The control API of moto, beside the AWS API that it imitates. */
public final class MotoControl {

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI endpoint;

    public MotoControl(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** Deletes all resources of all accounts. */
    public void reset() {
        post("/moto-api/reset");
    }

    /** Makes the ids of resources created from now on a function of this number. */
    public void seed(int seed) {
        post("/moto-api/seed?a=" + seed);
    }

    /**
     * Gives resources a creation time in the past, and log groups a size, by {@link MotoExtension}, which describes the
     * fields.
     */
    public void setPast(List<Map<String, Object>> resources) {
        post("/moto-api/gleaner/past", BodyPublishers.ofByteArray(Json.bytes(resources)));
    }

    /** Replaces the open sessions of people on instances, by {@link MotoExtension}, which describes the fields. */
    public void setSessions(List<Map<String, Object>> sessions) {
        post("/moto-api/gleaner/sessions", BodyPublishers.ofByteArray(Json.bytes(sessions)));
    }

    /** Says how documents run on instances from now on, by {@link MotoExtension}, which describes the fields. */
    public void setCommandRuns(List<Map<String, Object>> runs) {
        post("/moto-api/gleaner/commands", BodyPublishers.ofByteArray(Json.bytes(runs)));
    }

    private void post(String path) {
        post(path, BodyPublishers.noBody());
    }

    private void post(String path, BodyPublisher body) {
        URI uri = endpoint.resolve(path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(body)
                .build();
        try {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new IOException("the AWS stand-in answered " + uri + " with " + status
                        + ": is the server on this port a moto_server?");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
