package dev.gleaner.local.feed.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;

/**
 * What the stand-in draws at random. Each answer of it draws a request id, to whomever it goes, so that a seed lasts until
 * somebody else asks: whatever has a name is made after a seed of its own.
 */
final class StandInSeeder {

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI endpoint;
    private final long seed;

    StandInSeeder(URI endpoint, long seed) {
        this.endpoint = endpoint;
        this.seed = seed;
    }

    /** What is made next draws the same as at each time under this name. */
    void seedFor(String name) {
        post("/moto-api/seed?a=" + Math.floorMod(Objects.hash(seed, name), Integer.MAX_VALUE));
    }

    /** Forgets all that was made. */
    void reset() {
        post("/moto-api/reset");
    }

    private void post(String path) {
        URI uri = endpoint.resolve(path);
        HttpRequest request =
                HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build();
        try {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new IOException("the AWS stand-in answered " + uri + " with " + status
                        + ": is it moto_server that listens there?");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
