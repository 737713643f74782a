package dev.gleaner.collector.source.ipranges;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.test.MutableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IpRangesSourceTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final NetworkLocator networkLocator = new NetworkLocator();
    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private HttpServer server;
    private byte[] body = Bytes.ofResource("ranges/ip-ranges.json");
    private int status = 200;
    private int requests;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/ip-ranges.json", exchange -> {
            requests++;
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void shouldBeOffUnlessAskedFor() {
        assertThat(source(Optional.empty()).polling().enabled()).isFalse();
        assertThat(source(url()).polling().enabled()).isTrue();
    }

    @Test
    void shouldFetchOnceADay() {
        IpRangesSource source = source(url());

        source.poll();
        clock.advance(Duration.ofHours(23));
        source.poll();
        assertThat(requests).isEqualTo(1);
        assertThat(region()).contains("eu-west-3");

        clock.advance(Duration.ofHours(1));
        source.poll();
        assertThat(requests).isEqualTo(2);
    }

    @Test
    void shouldKeepWhatItHasWhenAFetchFailsAndTryAgain() {
        IpRangesSource source = source(url());
        source.poll();

        clock.advance(Duration.ofDays(1));
        status = 503;
        source.poll();
        source.poll();

        assertThat(requests).isEqualTo(3);
        assertThat(region()).contains("eu-west-3");
        assertThat(meters.counter("gleaner.collector.unavailable", "source", "ip-ranges")
                        .count())
                .isEqualTo(2);
    }

    @Test
    void shouldNotTakeAPartForTheWhole() {
        body = "{\"prefixes\":[]}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

        source(url()).poll();

        assertThat(region()).isEmpty();
        assertThat(networkLocator.locate("", "203.0.113.1").region()).isEmpty();
    }

    @Test
    void shouldLetTheTrailWaitForTheFirstOne() {
        IpRangesSource source = source(url());
        source.prepare();
        source.poll();

        // A day, if it was not complete.
        networkLocator.awaitFirstListings("trail", Duration.ofDays(1));
    }

    private Optional<String> region() {
        return networkLocator.locate("", "198.51.100.77").region();
    }

    private Optional<URI> url() {
        return Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/ip-ranges.json"));
    }

    private IpRangesSource source(Optional<URI> url) {
        return new IpRangesSource(new Config(url), networkLocator, new SourceMeters(meters), clock);
    }

    private record Config(Optional<URI> url) implements IpRangesConfig {
        @Override
        public Duration interval() {
            return Duration.ofDays(1);
        }
    }
}
