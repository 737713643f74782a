package dev.gleaner.actuator.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.microprofile.config.ConfigProvider;

/** Somebody who calls the actuator under test. By the client of the JDK: tests ask often, and other clients cost much more. */
public final class Caller {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String[] headers;
    private final BodyPublisher body;

    private Caller(BodyPublisher body, String... headers) {
        this.headers = headers;
        this.body = body;
    }

    /** Without a token. */
    public static Caller nobody() {
        return new Caller(BodyPublishers.noBody(), "Accept", "*/*");
    }

    static Caller with(String token) {
        return new Caller(
                BodyPublishers.noBody(), "Authorization", "Bearer " + token, "Content-Type", "application/json");
    }

    /** The same with something to send. */
    public Caller body(String text) {
        return new Caller(BodyPublishers.ofString(text), headers);
    }

    public Answer get(String path) {
        return send("GET", path);
    }

    public Answer post(String path) {
        return send("POST", path);
    }

    public Answer put(String path) {
        return send("PUT", path);
    }

    public Answer delete(String path) {
        return send("DELETE", path);
    }

    private Answer send(String method, String path) {
        URI service = ConfigProvider.getConfig().getValue("test.url", URI.class);
        HttpRequest request = HttpRequest.newBuilder(service.resolve(path))
                .headers(headers)
                .method(method, body)
                .build();
        try {
            return new Answer(CLIENT.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
