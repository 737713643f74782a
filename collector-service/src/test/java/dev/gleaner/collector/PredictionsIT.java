package dev.gleaner.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.signal.proto.Predictions;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Reports of predictions, on a real broker. */
@QuarkusTest
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class PredictionsIT {

    @TestHTTPResource("/predictions")
    URI endpoint;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private final String service = "ranker " + UUID.randomUUID();

    @Test
    void shouldHaveAllReportsInKafkaWhenItSays200() throws Exception {
        String body = "[" + report("a", "\"predictions\":5000") + ","
                + report("b", "\"inputTokens\":7,\"outputTokens\":0,\"cost\":1") + "]";
        Instant before = Instant.now();

        HttpResponse<String> answer = post(body, "sender-token");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"reports\":2,\"hints\":[\"[1].cost: this field is not known and was not used\"]}");
        assertThat(signals()).hasSize(2).allSatisfy(signal -> {
            assertThat(signal.getSource()).isEqualTo("predictions");
            assertThat(signal.getResource()).isEqualTo("arn:aws:gleaner:::service/" + service);
            assertThat(Instant.ofEpochMilli(signal.getObservedAt())).isBetween(before.minusMillis(1), Instant.now());
        });
        assertThat(signals().get(0).getPredictions())
                .isEqualTo(Predictions.newBuilder()
                        .setId("a")
                        .setService(service)
                        .setFrom(Instant.parse("2026-11-01T09:00:00Z").toEpochMilli())
                        .setUntil(Instant.parse("2026-11-01T10:00:00Z").toEpochMilli())
                        .setPredictions(5000)
                        .build());
        assertThat(signals().get(1).getPredictions()).satisfies(second -> {
            assertThat(second.hasPredictions()).isFalse();
            assertThat(second.getInputTokens()).isEqualTo(7);
            assertThat(second.hasOutputTokens()).isTrue();
        });
    }

    @Test
    void shouldPublishTheSameForARepeatedBody() throws Exception {
        String body = report("a", "\"predictions\":5000");

        assertThat(post(body, "sender-token").body()).isEqualTo("{\"reports\":1}");
        assertThat(post(body, "sender-token").statusCode()).isEqualTo(200);

        assertThat(signals()).hasSize(2);
        assertThat(signals().stream()
                        .map(signal -> signal.toBuilder().clearObservedAt().build())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void shouldPublishNothingOfABodyWithAWrongReport() throws Exception {
        HttpResponse<String> answer = post(
                "[" + report("a", "\"predictions\":5000") + "," + report("b", "\"predictions\":-1") + "]",
                "sender-token");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("[1].predictions: expected a whole number");
        assertThat(signals()).isEmpty();
        assertThat(new TopicReader(bootstrapServers).deadLetters())
                .filteredOn(letter -> letter.head().contains(service))
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).startsWith("[1].predictions: "));
        assertThat(post("x".repeat((1 << 20) + 1), "sender-token").statusCode()).isEqualTo(413);
    }

    @Test
    void shouldSayHowToSendMoreReportsThanABodyMayHaveAndTakeTheNextBody() throws Exception {
        String tooLarge = reports(10_000, "%0200d");
        String tooMany = reports(1_001, "%d");

        HttpResponse<String> large = post(tooLarge, "sender-token");
        HttpResponse<String> many = post(tooMany, "sender-token");

        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("the limit of collector.predictions.body-limit: send it in parts");
        assertThat(many.statusCode()).isEqualTo(400);
        assertThat(many.body())
                .contains("the list has 1001 reports, more than 1000, the limit of collector.predictions.reports:"
                        + " send it in parts");
        assertThat(post(reports(1_000, "%0200d"), "sender-token").body()).isEqualTo("{\"reports\":1000}");
        assertThat(signals()).hasSize(1_000);
    }

    private String reports(int count, String id) {
        return IntStream.range(0, count)
                .mapToObj(number -> report(id.formatted(number), "\"predictions\":1"))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void shouldLetInOnlyWhoMaySend() throws Exception {
        String body = report("a", "\"predictions\":5000");

        assertThat(post(body, "reader-token").statusCode()).isEqualTo(403);
        assertThat(post(body, "wrong").statusCode()).isEqualTo(401);
        assertThat(signals()).isEmpty();
    }

    @Test
    void shouldPublishNothingOfAServiceForWhichTheSenderMayNotReport() throws Exception {
        String theirs = report("a", "\"predictions\":5000").replace(service, "lab-ranker");

        HttpResponse<String> answer = post("[" + theirs + "," + report("b", "\"predictions\":1") + "]", "lab-token");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .contains("lab may not report for service " + service
                        + ", only for lab-ranker, lab-search (collector.ingest.services)");
        assertThat(signals()).isEmpty();
        assertThat(post(theirs, "lab-token").statusCode()).isEqualTo(200);
    }

    private String report(String id, String counts) {
        return "{\"id\":\"" + id + "\",\"service\":\"" + service
                + "\",\"from\":\"2026-11-01T09:00:00Z\",\"to\":\"2026-11-01T10:00:00Z\"," + counts + "}";
    }

    private HttpResponse<String> post(String body, String token) throws Exception {
        return Ingest.post(endpoint, body, token);
    }

    private List<Signal> signals() {
        return new TopicReader(bootstrapServers)
                .signals().stream()
                        .filter(signal -> signal.hasPredictions()
                                && signal.getPredictions().getService().equals(service))
                        .toList();
    }
}
