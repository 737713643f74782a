package dev.gleaner.actuator.support;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/** Somebody who calls the actuator under test. */
public final class Caller {

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

    /** The same that wants a media type. */
    public Caller accepting(String type) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Accept", type));
        return new Caller(body, all.toArray(String[]::new));
    }

    public HttpResponse<String> get(String path) {
        return send("GET", path);
    }

    public HttpResponse<String> post(String path) {
        return send("POST", path);
    }

    public HttpResponse<String> put(String path) {
        return send("PUT", path);
    }

    public HttpResponse<String> delete(String path) {
        return send("DELETE", path);
    }

    private HttpResponse<String> send(String method, String path) {
        URI service = ConfigProvider.getConfig().getValue("test.url", URI.class);
        return Http.send(HttpRequest.newBuilder(service.resolve(path))
                .headers(headers)
                .method(method, body)
                .build());
    }
}
