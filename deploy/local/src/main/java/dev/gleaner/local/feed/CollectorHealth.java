package dev.gleaner.local.feed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Whether the collector is up. */
final class CollectorHealth {

    private static final long PAUSE_MILLIS = 200;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final URI health;
    private final ProgressLine progress;

    CollectorHealth(URI collector, ProgressLine progress) {
        this.health = collector.resolve("/q/health");
        this.progress = progress;
    }

    /** Waits until it says that it is well; {@link IOException} when it has not for so long. */
    void await(Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isUp()) {
            progress.say("waiting for the collector");
            if (System.nanoTime() > deadline) {
                throw new IOException("the collector did not answer " + health + " for " + patience
                        + ": look into its log in run/logs");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private boolean isUp() throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(5)).build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
