package dev.gleaner.analyzer.topology;

import static dev.gleaner.analyzer.fixture.Signals.instance;
import static dev.gleaner.analyzer.fixture.Signals.progress;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.analyzer.fixture.Life;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.kafka.KafkaTestClient;
import dev.gleaner.test.kafka.SecuredKafka;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The analyzer on a broker with TLS, SCRAM and ACLs. */
@QuarkusTest
@TestProfile(SecuredProfile.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredKafkaIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final String IDLE = instance("i-secured");
    private static final int HOURS = 10 * 24;

    @Inject
    KafkaStreams streams;

    private final KafkaTestClient topics = new KafkaTestClient(SecuredKafka.administratorProperties());

    @Test
    void shouldTurnSignalsIntoAConfirmedFinding() {
        List<Signal> signals = new ArrayList<>();
        Random random = new Random(1);
        for (int hour = 0; hour < HOURS; hour++) {
            Life.IDLE.hour(IDLE, hour, START, random, signals);
        }
        topics.send(signals.stream()
                .map(signal -> new ProducerRecord<>(
                        Topic.SIGNALS.topicName(), 0, signal.getResource(), SignalCodec.encode(signal)))
                .toList());
        for (String source : List.of("metric-stream", "inventory")) {
            sendToAll(progress(source, START.plus(HOURS, ChronoUnit.HOURS)));
        }
        topics.send(List.of(new ProducerRecord<>(Topic.SIGNALS.topicName(), 0, IDLE, new byte[] {1, 2, 3})));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(topics.readAll(Topic.FINDINGS.topicName()))
                        .extracting(record ->
                                Json.read(record.value(), Finding.class).resource())
                        .containsExactly(IDLE));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(topics.readAll(Topic.CONFIRMATIONS.topicName()))
                        .isNotEmpty());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(topics.readAll(Topic.DEAD_LETTERS.topicName()))
                        .hasSize(1));
    }

    /** Without it who has any certificate of a known authority could be the broker. */
    @Test
    void shouldHaveTheStreamCheckTheNameInTheCertificateOfTheBroker() throws Exception {
        Field field = KafkaStreams.class.getDeclaredField("applicationConfigs");
        field.setAccessible(true);
        StreamsConfig config = (StreamsConfig) field.get(streams);

        assertThat(config.getAdminConfigs("any")).containsEntry("ssl.endpoint.identification.algorithm", "https");
        assertThat(config.getProducerConfigs("any")).containsEntry("ssl.endpoint.identification.algorithm", "https");
    }

    /**
     * A restart would not help when it does not answer, so that liveness leaves it out. Kafka Streams' own check would wait for
     * ten seconds, to say that topics are missing.
     */
    @Test
    void shouldAskKafkaForReadinessAlone() {
        String before = lastAnswer();

        await().atMost(PATIENCE).until(() -> !lastAnswer().equals(before));
        assertThat(check("ready", "kafka").orElseThrow()).containsEntry("status", "UP");
        assertThat(check("live", "kafka")).isEmpty();
        assertThat(check("ready", "Kafka Streams topics health check")).isEmpty();
        assertThat(check("live", "Kafka Streams state health check")).isPresent();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void shouldBeAllowedNothingThatItDoesNotUse() {
        assertThat(SecuredKafka.unused(SecuredProfile.ACCESS.requiredAcls())).isEmpty();
    }

    private static String lastAnswer() {
        Map<?, ?> data = (Map<?, ?>) check("ready", "kafka").orElseThrow().get("data");
        return data.get("lastAnswer").toString();
    }

    private static Optional<Map<String, Object>> check(String kind, String name) {
        List<Map<String, Object>> checks =
                given().get("/q/health/" + kind).then().extract().path("checks");
        return checks.stream().filter(check -> name.equals(check.get("name"))).findFirst();
    }

    private void sendToAll(Signal progress) {
        for (int partition = 0; partition < SecuredProfile.PARTITIONS; partition++) {
            topics.send(List.of(
                    new ProducerRecord<>(Topic.SIGNALS.topicName(), partition, null, SignalCodec.encode(progress))));
        }
    }
}
