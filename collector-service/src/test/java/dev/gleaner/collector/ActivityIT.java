package dev.gleaner.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.WorkReport;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Reports of work on an instance, on a real broker. */
@QuarkusTest
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class ActivityIT {

    @TestHTTPResource("/activity")
    URI endpoint;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private final String instance = "arn:aws:ec2:us-east-1:111122223333:instance/i-0"
            + UUID.randomUUID().toString().substring(0, 8);
    private final Instant until = Instant.now().plusSeconds(900).truncatedTo(ChronoUnit.SECONDS);

    @Test
    void shouldHaveTheReportInKafkaWhenItSays200() throws Exception {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);

        HttpResponse<String> answer = post(body(until.toString()), "sender-token");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"instance\":\"" + instance + "\",\"until\":\"" + until + "\"}");
        assertThat(signals()).singleElement().satisfies(signal -> {
            assertThat(signal.getSource()).isEqualTo("activity");
            assertThat(signal.getAccount()).isEqualTo("111122223333");
            assertThat(signal.getRegion()).isEqualTo("us-east-1");
            assertThat(Instant.ofEpochMilli(signal.getActivity().getFrom()))
                    .isBetween(before, Instant.now())
                    .isEqualTo(Instant.ofEpochMilli(signal.getObservedAt()));
            assertThat(Instant.ofEpochMilli(signal.getActivity().getUntil())).isEqualTo(until);
            assertThat(signal.getActivity().getWhat()).isEqualTo("2 login sessions");
        });
        assertThat(reports()).singleElement().satisfies(report -> {
            assertThat(report.from()).isBetween(before, Instant.now());
            assertThat(report.until()).isEqualTo(until);
            assertThat(report.what()).isEqualTo("2 login sessions");
        });
    }

    @Test
    void shouldSayWhatIsWrongAndKeepTheBody() throws Exception {
        HttpResponse<String> answer = post(body("tomorrow"), "sender-token");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("until: expected a time");
        assertThat(signals()).isEmpty();
        assertThat(reports()).isEmpty();
        assertThat(new TopicReader(bootstrapServers).deadLetters())
                .filteredOn(letter -> letter.head().contains(instance))
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).startsWith("until: "));
        assertThat(post("x".repeat(5000), "sender-token").statusCode()).isEqualTo(413);
    }

    @Test
    void shouldLetInOnlyWhoMaySend() throws Exception {
        assertThat(post(body(until.toString()), "reader-token").statusCode()).isEqualTo(403);
        assertThat(post(body(until.toString()), "wrong").statusCode()).isEqualTo(401);
        assertThat(signals()).isEmpty();
    }

    @Test
    void shouldPublishNothingOfAnAccountForWhichTheSenderMayNotReport() throws Exception {
        HttpResponse<String> answer = post(body(until.toString()), "lab-token");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("lab may not report for account 111122223333, only for 444455556666");
        assertThat(signals()).isEmpty();
        assertThat(reports()).isEmpty();
        assertThat(post(body(until.toString()).replace("111122223333", "444455556666"), "lab-token")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldPublishTheWithdrawalOfAnApprover() throws Exception {
        post(body(until.toString()), "sender-token");
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);

        HttpResponse<String> answer = delete("?instance=" + instance, "reader-token");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(reports()).hasSize(2).last().satisfies(withdrawal -> {
            assertThat(withdrawal.withdrawnBy()).isEqualTo("person");
            assertThat(withdrawal.from()).isBetween(before, Instant.now()).isEqualTo(withdrawal.until());
            assertThat(answer.body())
                    .isEqualTo("{\"instance\":\"" + instance + "\",\"withdrawnAt\":\"" + withdrawal.from() + "\"}");
        });
        assertThat(signals()).hasSize(2).last().satisfies(signal -> {
            assertThat(signal.getActivity().getWithdrawn()).isTrue();
            assertThat(signal.getAccount()).isEqualTo("111122223333");
            assertThat(Instant.ofEpochMilli(signal.getObservedAt()))
                    .isEqualTo(reports().get(1).from())
                    .isEqualTo(Instant.ofEpochMilli(signal.getActivity().getFrom()));
        });
    }

    /** Whoever holds the token of a sender could otherwise end what others report. */
    @Test
    void shouldLetApproversAloneWithdraw() throws Exception {
        assertThat(delete("?instance=" + instance, "sender-token").statusCode()).isEqualTo(403);
        assertThat(delete("?instance=" + instance, "wrong").statusCode()).isEqualTo(401);
        assertThat(signals()).isEmpty();
        assertThat(reports()).isEmpty();
    }

    @Test
    void shouldSayWhichInstanceAWithdrawalNeeds() throws Exception {
        for (String query : List.of("", "?instance=i-0abc", "?instance=arn:aws:s3:::models")) {
            HttpResponse<String> answer = delete(query, "reader-token");

            assertThat(answer.statusCode()).as(query).isEqualTo(400);
            assertThat(answer.body())
                    .isEqualTo("{\"error\":\"instance: expected arn:aws:ec2:REGION:ACCOUNT:instance/i-...\"}");
        }
    }

    private HttpResponse<String> delete(String query, String token) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(endpoint + query))
                                .header("Authorization", "Bearer " + token)
                                .DELETE()
                                .build(),
                        BodyHandlers.ofString());
    }

    private String body(String end) {
        return "{\"instance\":\"" + instance + "\",\"until\":\"" + end + "\",\"what\":\"2 login sessions\"}";
    }

    private HttpResponse<String> post(String body, String token) throws Exception {
        return Ingest.post(endpoint, body, token);
    }

    /** Those for the actuator. */
    private List<WorkReport> reports() {
        return new TopicReader(bootstrapServers)
                .records(Topic.WORK_REPORTS).stream()
                        .filter(report -> instance.equals(report.key()))
                        .map(report -> Json.read(report.value(), WorkReport.class))
                        .toList();
    }

    private List<Signal> signals() {
        return new TopicReader(bootstrapServers)
                .signals().stream()
                        .filter(signal ->
                                signal.hasActivity() && signal.getResource().equals(instance))
                        .toList();
    }
}
