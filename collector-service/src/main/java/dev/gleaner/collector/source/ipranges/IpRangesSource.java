package dev.gleaner.collector.source.ipranges;

import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.RetrySchedule;
import dev.gleaner.collector.source.SourceMeters;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Reads the address ranges of AWS. Without them fewer locations of readers are known, but no signal is delayed. The
 * last ranges stay valid if a later reading fails.
 */
@ApplicationScoped
class IpRangesSource implements PolledSource {

    private static final String NAME = "ip-ranges";

    private static final Duration RETRY = Duration.ofMinutes(10);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** In bytes; the file of AWS has about 2 MB. */
    private static final int LARGEST = 64 << 20;

    private final IpRangesConfig config;
    private final NetworkLocator networkLocator;
    private final SourceMeters meters;
    private final Clock clock;
    private final RetrySchedule<String> schedule;

    IpRangesSource(IpRangesConfig config, NetworkLocator networkLocator, SourceMeters meters, Clock clock) {
        this.config = config;
        this.networkLocator = networkLocator;
        this.meters = meters;
        this.clock = clock;
        this.schedule = RetrySchedule.exact(config.interval(), RETRY);
    }

    @Override
    public Polling polling() {
        return new Polling(NAME, config.url().isPresent(), schedule.pollInterval());
    }

    @Override
    public void prepare() {
        networkLocator.expectListing(NAME);
    }

    @Override
    public void poll() {
        Instant now = clock.instant();
        if (!schedule.isDue(NAME, now)) {
            return;
        }
        try {
            networkLocator.replace(IpRangesParser.read(bytes(config.url().orElseThrow())));
            networkLocator.completeListing(NAME);
            meters.files(NAME, 1);
            schedule.markRead(NAME, now);
        } catch (IOException | IllegalArgumentException e) {
            meters.unavailable(NAME);
            Log.errorf("The address ranges of collector.ip-ranges.url can't be read; tried again later: %s", e);
        }
    }

    private static byte[] bytes(URI url) throws IOException {
        return "file".equals(url.getScheme()) ? Files.readAllBytes(Path.of(url)) : fetch(url);
    }

    private static byte[] fetch(URI url) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(PATIENCE).build();
        try {
            HttpResponse<java.io.InputStream> answer = HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (var body = answer.body()) {
                byte[] bytes = body.readNBytes(LARGEST);
                if (answer.statusCode() != 200 || bytes.length == LARGEST) {
                    throw new IOException("answered by " + answer.statusCode() + ", " + bytes.length + " bytes");
                }
                return bytes;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
