package dev.gleaner.collector;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Posts reports to an endpoint of the collector. */
final class Ingest {

    private Ingest() {}

    /** Posts a report with the token of a sender. */
    static HttpResponse<String> post(URI endpoint, String body, String token) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(endpoint)
                                .header("Authorization", "Bearer " + token)
                                .POST(BodyPublishers.ofByteArray(body.getBytes(UTF_8)))
                                .build(),
                        BodyHandlers.ofString());
    }
}
