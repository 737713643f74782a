package dev.gleaner.local.runtime.aws;

import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The control API of moto, beside the AWS API that it imitates. */
public final class MotoControl {

    private static final int OK = 200;

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

    /** Adds CloudTrail records to the event history of their accounts and regions, by {@link MotoExtension}, which describes it. */
    public void putEvents(List<Map<String, Object>> records) {
        post("/moto-api/gleaner/events", BodyPublishers.ofByteArray(Json.bytes(records)));
    }

    /** Puts objects into a bucket, by {@link MotoExtension}, which describes the fields. */
    public void putObjects(String bucket, List<Map<String, Object>> objects) {
        post("/moto-api/gleaner/objects?bucket=" + encoded(bucket), BodyPublishers.ofByteArray(Json.bytes(objects)));
    }

    /** Puts statistic sets into the CloudWatch of a region, by {@link MotoExtension}, which describes the fields. */
    public void putPoints(String region, String namespace, List<Map<String, Object>> points) {
        post(
                "/moto-api/gleaner/points?region=" + encoded(region) + "&namespace=" + encoded(namespace),
                BodyPublishers.ofByteArray(Json.bytes(points)));
    }

    /** Replaces all resources by those of a snapshot, and returns its note; empty if there is none, or this stand-in keeps none. */
    public Optional<byte[]> readSnapshot(String key) {
        HttpResponse<byte[]> answer = send(
                "/moto-api/gleaner/snapshot?read=" + encoded(key), BodyPublishers.noBody(), BodyHandlers.ofByteArray());
        return answer.statusCode() == OK ? Optional.of(answer.body()) : Optional.empty();
    }

    /** Keeps a snapshot of all resources with a note, unless this stand-in keeps none. */
    public void writeSnapshot(String key, byte[] note) {
        send(
                "/moto-api/gleaner/snapshot?write=" + encoded(key),
                BodyPublishers.ofByteArray(note),
                BodyHandlers.discarding());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void post(String path) {
        post(path, BodyPublishers.noBody());
    }

    private void post(String path, BodyPublisher body) {
        int status = send(path, body, BodyHandlers.discarding()).statusCode();
        if (status != OK) {
            throw new UncheckedIOException(new IOException("the AWS stand-in answered " + endpoint.resolve(path)
                    + " with " + status + ": is the server on this port a moto_server?"));
        }
    }

    private <T> HttpResponse<T> send(String path, BodyPublisher body, HttpResponse.BodyHandler<T> handler) {
        URI uri = endpoint.resolve(path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(body)
                .build();
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
