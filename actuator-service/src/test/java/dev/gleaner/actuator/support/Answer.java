package dev.gleaner.actuator.support;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** What the actuator answered. */
public record Answer(HttpResponse<byte[]> response) {

    public int statusCode() {
        return response.statusCode();
    }

    public byte[] asByteArray() {
        return response.body();
    }

    public String asString() {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** A header that has to be there. */
    public String header(String name) {
        return response.headers().firstValue(name).orElseThrow();
    }
}
