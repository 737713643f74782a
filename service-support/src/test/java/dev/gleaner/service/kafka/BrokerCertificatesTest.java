package dev.gleaner.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.runtime.kafka.BrokerCertificate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate in the truststore is trusted after its end too, so that somebody has to be told. */
class BrokerCertificatesTest {

    private static final Duration VALID = Duration.ofDays(3650);

    private static BrokerCertificate certificate;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @BeforeAll
    static void generate(@TempDir Path folder) throws Exception {
        certificate = new BrokerCertificate(folder.resolve("broker.p12"), folder.resolve("broker.pem"), "changeit");
        certificate.generate();
    }

    @Test
    void shouldTellTheDaysThatAreLeft() {
        BrokerCertificates certificates = after(VALID.minusDays(10));

        assertThat(certificates.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(days()).isBetween(9.9, 10.0);
    }

    @Test
    void shouldBeDownOnceOneHasExpired() {
        HealthCheckResponse health = after(VALID.plusDays(2)).call();

        assertThat(health.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(health.getData().orElseThrow().get("problem").toString())
                .startsWith("The certificate CN=gleaner-local-broker in the truststore for Kafka expired at ")
                .contains("still trusted", "ssl.truststore.location");
        assertThat(days()).isBetween(-2.1, -2.0);
    }

    @Test
    void shouldNotTellAnythingOfTheTruststoreOfTheJdk() {
        BrokerCertificates certificates =
                new BrokerCertificates(Map.of("security.protocol", "SASL_SSL"), meters, Clock.systemUTC());

        assertThat(certificates.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(meters.getMeters()).isEmpty();
    }

    private double days() {
        return meters.get("gleaner.kafka.certificate.days").gauge().value();
    }

    private BrokerCertificates after(Duration time) {
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers",
                "127.0.0.1:9",
                "security.protocol",
                "SSL",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificate.certificate().toString());
        return new BrokerCertificates(kafka, meters, Clock.fixed(Instant.now().plus(time), ZoneOffset.UTC));
    }
}
