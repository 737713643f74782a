package dev.gleaner.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.contracts.topic.TopicProvisioner;
import dev.gleaner.test.MutableClock;
import dev.gleaner.test.kafka.FreezableKafka;
import dev.gleaner.test.kafka.SecuredKafka;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What health says of a real broker, also of one that hangs. */
class KafkaHealthCheckIT {

    private static final ServiceTopicAccess SERVICE = ServiceTopicAccess.ANALYZER;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static FreezableKafka broker;
    private static KafkaClientFactory clients;

    private final KafkaProbe probe =
            new KafkaProbe(clients, Duration.ofMillis(200), Duration.ofSeconds(3), Clock.systemUTC());
    private final KafkaHealthCheck health = new KafkaHealthCheck(probe);

    @BeforeAll
    static void startBroker() {
        broker = FreezableKafka.start();
        clients = new KafkaClientFactory(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @AfterEach
    void stopProbe() {
        probe.close();
    }

    @Test
    void shouldSayThatKafkaDoesNotAnswerWhileItHangs() throws Exception {
        makeTopics();
        probe.start(SERVICE.requiredTopics());
        HealthCheckResponse answering = await(response -> true);

        broker.freeze();
        HealthCheckResponse hanging;
        try {
            hanging = await(response -> isDown(response));
        } finally {
            broker.thaw();
        }
        HealthCheckResponse thawed = await(response -> !isDown(response));

        assertThat(isDown(answering)).isFalse();
        assertThat(data(hanging))
                .containsEntry("problem", "Kafka does not answer")
                .doesNotContainKey("missing");
        assertThat(since(hanging)).isBetween(lastAnswer(answering), lastAnswer(thawed));
        assertThat(data(thawed)).doesNotContainKeys("problem", "since");
    }

    @Test
    void shouldSayWhichTopicsAreMissing() throws Exception {
        makeTopics();
        probe.start(SERVICE.requiredTopics());
        try (Admin admin = clients.admin()) {
            admin.deleteTopics(List.of("gleaner.prices", "gleaner.findings"))
                    .all()
                    .get();
        }

        HealthCheckResponse lacking = await(response ->
                data(response).getOrDefault("missing", "").toString().contains(","));

        assertThat(isDown(lacking)).isTrue();
        assertThat(data(lacking))
                .containsEntry("problem", "topics are missing")
                .containsEntry("missing", "gleaner.findings, gleaner.prices")
                .containsKey("lastAnswer")
                .doesNotContainKey("since");
    }

    @Test
    void shouldNotBeUpBeforeKafkaWasAsked() {
        assertThat(isDown(health.call())).isTrue();
        assertThat(data(health.call())).containsEntry("problem", "Kafka was not queried yet");
    }

    @Test
    void shouldNotTakeAnOldAnswerForANewOne() throws Exception {
        makeTopics();
        Instant start = Instant.parse("2026-03-14T12:00:00Z");
        MutableClock clock = new MutableClock(start);
        KafkaProbe once = new KafkaProbe(clients, Duration.ofDays(1), Duration.ofSeconds(60), clock);
        try {
            broker.freeze();
            once.start(SERVICE.requiredTopics());
            clock.advance(Duration.ofSeconds(1));
            broker.thaw();
            await(once, status -> status.lastAnswer().filter(start::isBefore).isPresent());

            clock.advance(Duration.ofDays(4));

            assertThat(once.status().isSilent()).isTrue();
        } finally {
            once.close();
        }
    }

    @Test
    void shouldSayThatKafkaRefusesTheService() throws Exception {
        KafkaProbe stranger = new KafkaProbe(
                new KafkaClientFactory(Map.copyOf(SecuredKafka.createUser("stranger", List.of()))),
                Duration.ofMillis(200),
                Duration.ofSeconds(3),
                Clock.systemUTC());
        try {
            stranger.start(SERVICE.requiredTopics());

            assertThat(await(stranger, status -> status.problem().isPresent()).problem())
                    .contains("Kafka refuses this service");
        } finally {
            stranger.close();
        }
    }

    private static void makeTopics() {
        try (Admin admin = clients.admin()) {
            new TopicProvisioner(Map.of(), (short) 1, true).ensure(admin, SERVICE.requiredTopics());
        }
    }

    private HealthCheckResponse await(Predicate<HealthCheckResponse> isWanted) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            HealthCheckResponse response = health.call();
            if (isWanted.test(response)) {
                return response;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("still " + health.call().getStatus() + " " + data(health.call()));
    }

    static KafkaStatus await(KafkaProbe probe, Predicate<KafkaStatus> isWanted) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            KafkaStatus status = probe.status();
            if (isWanted.test(status)) {
                return status;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("still " + probe.status());
    }

    private static boolean isDown(HealthCheckResponse response) {
        return response.getStatus() == HealthCheckResponse.Status.DOWN;
    }

    private static Map<String, Object> data(HealthCheckResponse response) {
        return response.getData().orElse(Map.of());
    }

    private static Instant since(HealthCheckResponse response) {
        return instant(response, "since");
    }

    private static Instant lastAnswer(HealthCheckResponse response) {
        return instant(response, "lastAnswer");
    }

    private static Instant instant(HealthCheckResponse response, String key) {
        return Optional.ofNullable(data(response).get(key))
                .map(at -> Instant.parse(at.toString()))
                .orElseThrow();
    }
}
