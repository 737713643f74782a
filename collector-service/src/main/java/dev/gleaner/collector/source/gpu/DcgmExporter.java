package dev.gleaner.collector.source.gpu;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks exporters. */
final class DcgmExporter {

    /** One of sixteen cards with all its fields, seven instances a card, has less than 2 MB. */
    private static final int LARGEST = 16 << 20;

    private final HttpClient client;
    private final Duration patience;

    DcgmExporter(Duration patience) {
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .build();
    }

    /** The answer's bytes. */
    byte[] ask(URI url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(patience).build();
        HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readNBytes(LARGEST + 1);
            if (answer.statusCode() != 200 || bytes.length > LARGEST) {
                throw new IOException("answered by " + answer.statusCode() + ", " + bytes.length + " bytes or more");
            }
            return bytes;
        }
    }
}
