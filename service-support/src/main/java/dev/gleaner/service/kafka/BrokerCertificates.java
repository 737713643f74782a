package dev.gleaner.service.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Tells when the certificates expire by which the broker is trusted. Java does not check the period of a certificate in the truststore
 * itself, so that a broker whose own certificate is pinned there stays trusted for ever. Connections are left as they are: the truststore
 * may have a newer certificate beside an expired one.
 */
@Startup
@Wellness
@ApplicationScoped
class BrokerCertificates implements HealthCheck {

    private static final Duration SOON = Duration.ofDays(30);
    private static final double SECONDS_A_DAY = Duration.ofDays(1).toSeconds();

    private final List<X509Certificate> trusted;
    private final Clock clock;

    @Inject
    BrokerCertificates(@Identifier("default-kafka-broker") Map<String, Object> kafka, MeterRegistry meters) {
        this(kafka, meters, Clock.systemUTC());
    }

    BrokerCertificates(Map<String, Object> kafka, MeterRegistry meters, Clock clock) {
        this.trusted = read(kafka);
        this.clock = clock;
        first().ifPresent(first -> {
            Gauge.builder("gleaner.kafka.certificate.days", this, BrokerCertificates::days)
                    .description(
                            "Days until the first certificate of the truststore for Kafka expires; negative after that")
                    .register(meters);
            if (days() <= SOON.toDays()) {
                Log.error(sentence(first));
            }
        });
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder health =
                HealthCheckResponse.named("broker-certificates").status(days() > 0);
        first().ifPresent(first -> health.withData(
                days() > 0 ? "firstExpires" : "problem",
                days() > 0 ? expiry(first).toString() : sentence(first)));
        return health.build();
    }

    private String sentence(X509Certificate first) {
        boolean isExpired = days() <= 0;
        return "The certificate " + first.getSubjectX500Principal().getName() + " in the truststore for Kafka "
                + (isExpired ? "expired" : "expires") + " at " + expiry(first)
                + (isExpired ? ", and is still trusted" : "")
                + ": add the new one to ssl.truststore.location, restart the services, then change the broker";
    }

    /** Days until the first certificate expires; infinite without a truststore of our own. */
    private double days() {
        return first().map(first ->
                        Duration.between(clock.instant(), expiry(first)).toSeconds() / SECONDS_A_DAY)
                .orElse(Double.POSITIVE_INFINITY);
    }

    private Optional<X509Certificate> first() {
        return trusted.stream().min(Comparator.comparing(BrokerCertificates::expiry));
    }

    private static Instant expiry(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    /** Reads the truststore as Kafka's clients do; nothing if they use that of the JDK. */
    private static List<X509Certificate> read(Map<String, Object> kafka) {
        if (!kafka.containsKey(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG)
                && !kafka.containsKey(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG)) {
            return List.of();
        }
        List<X509Certificate> trusted = new ArrayList<>();
        try (DefaultSslEngineFactory clients = new DefaultSslEngineFactory()) {
            clients.configure(AdminClientConfig.configDef().parse(kafka));
            KeyStore store = clients.truststore();
            for (String alias : Collections.list(store.aliases())) {
                if (store.getCertificate(alias) instanceof X509Certificate certificate) {
                    trusted.add(certificate);
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("can't read the truststore for Kafka", e);
        }
        return trusted;
    }
}
