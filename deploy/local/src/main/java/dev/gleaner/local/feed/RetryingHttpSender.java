package dev.gleaner.local.feed;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Repeats a request until it is accepted. */
final class RetryingHttpSender {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int TOO_MANY = 429;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Duration patience;

    /** Repeats for this long. */
    RetryingHttpSender(Duration patience) {
        this.patience = patience;
    }

    /**
     * Returns when the request was accepted; {@link IOException} when it was rejected or there was no response.
     *
     * @param hint advice for a rejection
     */
    void send(HttpRequest request, String hint) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            String failure = attempt(request, hint);
            if (failure.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("no delivery to " + request.uri() + " for " + patience + ": " + failure);
            }
            Thread.sleep(pause.toMillis());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    /** Why the request has to be repeated; empty when it was accepted. */
    private String attempt(HttpRequest request, String hint) throws IOException, InterruptedException {
        HttpResponse<String> response;
        try {
            response = http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            return e.toString();
        }
        int status = response.statusCode();
        if (status / 100 == 4 && status != TOO_MANY) {
            throw new IOException(request.uri() + " refused a delivery with " + status + ": " + hint);
        }
        return status == 200 ? "" : "HTTP " + status;
    }
}
