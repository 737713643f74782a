package dev.gleaner.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.kafka.CheckpointReader;
import dev.gleaner.collector.kafka.RecentFindings;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.kafka.KafkaTestClient;
import dev.gleaner.test.kafka.SecuredKafka;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The collector on a broker with TLS, SCRAM and ACLs: it writes, archives, and reads what it needs. */
@QuarkusTest
@TestProfile(SecuredProfile.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredKafkaIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TestHTTPResource("/firehose")
    URI firehose;

    @TestHTTPResource("/q/health")
    URI health;

    @Inject
    CheckpointReader checkpointReader;

    @Inject
    RecentFindings findings;

    @ConfigProperty(name = "collector.archive.folder")
    Path archive;

    private final KafkaTestClient topics = new KafkaTestClient(SecuredKafka.administratorProperties());

    @Test
    void shouldPublishAndArchiveADelivery() throws Exception {
        assertThat(deliver("{\"account_id\":\"111122223333\",\"region\":\"us-east-1\",\"namespace\":\"AWS/EC2\","
                        + "\"metric_name\":\"CPUUtilization\",\"dimensions\":{\"InstanceId\":\"i-0secured\"},"
                        + "\"timestamp\":1772359500000,"
                        + "\"value\":{\"max\":3.0,\"min\":1.0,\"sum\":4.0,\"count\":2.0},\"unit\":\"Percent\"}"))
                .isEqualTo(200);

        assertThat(topics.readAll(Topic.SIGNALS.topicName()))
                .anyMatch(record -> record.key() != null && record.key().endsWith("instance/i-0secured"));
        await().atMost(PATIENCE).until(() -> archived() > 0);
    }

    @Test
    void shouldPutAsideWhatItCannotRead() throws Exception {
        assertThat(deliver("{\"broken\":")).isEqualTo(200);

        assertThat(topics.readAll(Topic.DEAD_LETTERS.topicName())).isNotEmpty();
    }

    @Test
    void shouldReadItsCheckpointsAndTheFindings() {
        // To be passed over, and to be read for that.
        topics.send(new ProducerRecord<>(Topic.FINDINGS.topicName(), "unreadable", "{".getBytes(UTF_8)));
        topics.send(new ProducerRecord<>(Topic.CHECKPOINTS.topicName(), "secured", "17".getBytes(UTF_8)));

        assertThat(checkpointReader.find("secured")).contains("17".getBytes(UTF_8));
        assertThat(findings.resourcesWithOpenFindings(Duration.ofDays(1))).isEmpty();
    }

    /** A restart would not help when it does not answer, so that liveness leaves it out. */
    @Test
    void shouldAskKafkaForReadinessAlone() throws Exception {
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
        // Those are written by sources that are off here.
        assertThat(SecuredKafka.unused(SecuredProfile.ACCESS.requiredAcls()))
                .extracting(acl -> acl.entry().operation() + " " + acl.pattern().name())
                .isSubsetOf(
                        "WRITE gleaner.inventory",
                        "WRITE gleaner.prices",
                        "WRITE gleaner.echoes",
                        "WRITE gleaner.work-reports",
                        "WRITE gleaner.checkpoints");
    }

    private Optional<JsonNode> kafka(String kind) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(health.resolve("/q/health/" + kind)).build();
        String body = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        return StreamSupport.stream(
                        Json.read(body, JsonNode.class).path("checks").spliterator(), false)
                .filter(check -> check.path("name").asText().equals("kafka"))
                .findFirst();
    }

    private int deliver(String line) throws Exception {
        String data = Base64.getEncoder().encodeToString(line.getBytes(UTF_8));
        String body = "{\"requestId\":\"secured\",\"timestamp\":1,\"records\":[{\"data\":\"" + data + "\"}]}";
        HttpRequest request = HttpRequest.newBuilder(firehose)
                .header("Content-Type", "application/json")
                .header("X-Amz-Firehose-Request-Id", "secured")
                .header("X-Amz-Firehose-Access-Key", SecuredProfile.ACCESS_KEY)
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private long archived() throws Exception {
        try (Stream<Path> files = Files.walk(archive)) {
            return files.filter(file -> file.toString().endsWith(".zst")).count();
        }
    }
}
