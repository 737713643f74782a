package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.Caller;
import dev.gleaner.actuator.support.Console;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.SecuredProfile;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.topic.CloudEventHeaders;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.kafka.KafkaTestClient;
import dev.gleaner.test.kafka.SecuredKafka;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The actuator on a broker with TLS, SCRAM and ACLs. */
@QuarkusTest
@TestProfile(SecuredProfile.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredKafkaIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final KafkaTestClient topics = new KafkaTestClient(SecuredKafka.administratorProperties());

    @Test
    void shouldTakeAFindingAndPublishTheAudit() {
        Finding finding = Findings.idle(Arn.parse("arn:aws:ec2:us-east-1:123456789012:instance/i-0secured"));

        topics.send(new ProducerRecord<>(
                Topic.FINDINGS.topicName(), null, finding.id(), Json.bytes(finding), CloudEventHeaders.of(finding)));

        await().atMost(PATIENCE)
                .until(() -> audit().stream().anyMatch(entry -> Objects.equals(entry.finding(), finding.id())));
        assertThat(get("/api/findings/" + finding.id()).statusCode()).isEqualTo(200);
        assertThat(Console.verify().path("intact").asBoolean()).isTrue();
    }

    @Test
    void shouldPutAsideWhatItCannotRead() {
        topics.send(
                new ProducerRecord<>(Topic.FINDINGS.topicName(), "unreadable", "{".getBytes(StandardCharsets.UTF_8)));

        await().atMost(PATIENCE)
                .until(() -> !topics.readAll(Topic.DEAD_LETTERS.topicName()).isEmpty());
    }

    /** A restart would not help when it does not answer, so that liveness leaves it out. */
    @Test
    void shouldAskKafkaForReadinessAlone() {
        String before = kafka("ready").orElseThrow().at("/data/lastAnswer").asText();

        await().atMost(PATIENCE)
                .until(() -> !kafka("ready")
                        .orElseThrow()
                        .at("/data/lastAnswer")
                        .asText()
                        .equals(before));
        assertThat(kafka("ready").orElseThrow().path("status").asText()).isEqualTo("UP");
        assertThat(kafka("live")).isEmpty();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void shouldBeAllowedNothingThatItDoesNotUse() {
        // Nobody keeps anything here.
        assertThat(SecuredKafka.unused(SecuredProfile.ACCESS.requiredAcls()))
                .extracting(acl -> acl.entry().operation() + " " + acl.pattern().name())
                .isSubsetOf("WRITE gleaner.exemptions");
    }

    private static Optional<JsonNode> kafka(String kind) {
        JsonNode health = Console.json(Caller.nobody().get("/q/health/" + kind));
        return StreamSupport.stream(health.path("checks").spliterator(), false)
                .filter(check -> check.path("name").asText().equals("kafka"))
                .findFirst();
    }

    private List<AuditEntry> audit() {
        return topics.readAll(Topic.AUDIT.topicName()).stream()
                .map(record -> Json.read(record.value(), AuditEntry.class))
                .toList();
    }
}
