package dev.gleaner.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class FirehoseIT {

    private static final Instant TIME = Instant.parse("2026-03-01T10:05:00Z");

    @TestHTTPResource("/firehose")
    URI endpoint;

    @Inject
    MeterRegistry meters;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private final String request = UUID.randomUUID().toString();
    private TopicReader topics;

    @BeforeEach
    void connect() {
        topics = new TopicReader(bootstrapServers);
    }

    @Test
    void shouldHaveEverythingInKafkaWhenItSays200() throws Exception {
        HttpResponse<String> answer = post(body(request, line("i-0a1", TIME)), "key-of-the-test", false);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        JsonNode json = Json.read(answer.body(), JsonNode.class);
        assertThat(json.path("requestId").asText()).isEqualTo(request);
        assertThat(json.path("timestamp").asLong()).isGreaterThan(TIME.toEpochMilli());
        assertThat(json.has("errorMessage")).isFalse();
        assertOneMean(2.0);
    }

    @Test
    void shouldCountWhatTheStreamCostsAndHowFarItIsBehind() throws Exception {
        double before = cost();

        post(body(request, line("i-0a1", TIME)), "key-of-the-test", false);

        assertThat(cost() - before).isCloseTo(0.000003, within(1e-12));
        assertThat(meters.get("gleaner.collector.lag.seconds")
                        .tag("source", "metric-stream")
                        .gauge()
                        .value())
                .isGreaterThan(600);
    }

    @Test
    void shouldTakePackedBodies() throws Exception {
        HttpResponse<String> answer = post(Bytes.gzip(body(request, line("i-0a1", TIME))), "key-of-the-test", true);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(signals()).hasSize(1);
    }

    @Test
    void shouldTakeOpenTelemetry() throws Exception {
        SummaryDataPoint point =
                Otel.with(Otel.point(TIME, 3, 4, 2), "AWS/EC2", "CPUUtilization", Map.of("InstanceId", "i-0a1"));
        byte[] record = Otel.record(Otel.message(Otel.metric(point)));

        HttpResponse<String> answer = post(body(request, record), "key-of-the-test", false);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertOneMean(2.0);
    }

    @Test
    void shouldRefuseAWrongKeyAndTakeNothing() throws Exception {
        for (String key : Arrays.asList("wrong", "", null)) {
            HttpResponse<String> answer = post(body(request, line("i-0a1", TIME)), key, false);

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(Json.read(answer.body(), JsonNode.class)
                            .path("requestId")
                            .asText())
                    .isEqualTo(request);
        }
        assertThat(signals()).isEmpty();
    }

    @Test
    void shouldRefuseMalformedBodiesAndKeepThem() throws Exception {
        byte[] packed = Bytes.gzip(body(request, line("i-0a1", TIME)));
        List<HttpResponse<String>> answers = List.of(
                post(
                        "{\"requestId\":\"x\",\"records\":[{\"data\":\"%%%\"}]}".getBytes(UTF_8),
                        "key-of-the-test",
                        false),
                post("no json".getBytes(UTF_8), "key-of-the-test", false),
                post("{}".getBytes(UTF_8), "key-of-the-test", false),
                post("null".getBytes(UTF_8), "key-of-the-test", false),
                post(Arrays.copyOf(packed, packed.length / 2), "key-of-the-test", true));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(400);
            JsonNode json = Json.read(answer.body(), JsonNode.class);
            assertThat(json.path("requestId").asText()).isEqualTo(request);
            assertThat(json.path("errorMessage").asText()).isNotEmpty();
        });
        assertThat(letters(request)).hasSize(5).allMatch(letter -> letter.offset() == -1);
    }

    @Test
    void shouldKeepAMalformedLineWithItsPlaceAndTakeTheRest() throws Exception {
        HttpResponse<String> answer = post(
                body(request, line("i-0a1", TIME) + "\n{\"broken\":\n" + line("i-0a2", TIME)),
                "key-of-the-test",
                false);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(signals()).hasSize(2);
        assertThat(letters(request + "/0"))
                .singleElement()
                .satisfies(letter -> assertThat(letter.offset()).isEqualTo(1));
    }

    /** What Kafka does not take, Firehose has to send again; and the next delivery is taken all the same. */
    @Test
    void shouldSay500WhenKafkaDoesNotTakeIt() throws Exception {
        String tooLongForARecord = "x".repeat(2_000_000);

        HttpResponse<String> answer = post(body(tooLongForARecord, line("i-0a1", TIME)), "key-of-the-test", false);

        assertThat(answer.statusCode()).isEqualTo(500);
        JsonNode json = Json.read(answer.body(), JsonNode.class);
        assertThat(json.path("requestId").asText()).isEqualTo(request);
        assertThat(json.path("errorMessage").asText()).isNotEmpty();
        assertThat(post(body(request, line("i-0a1", TIME)), "key-of-the-test", false)
                        .statusCode())
                .isEqualTo(200);
        assertThat(signals()).hasSize(1);
    }

    @Test
    void shouldTellItsProgressToEveryPartitionAfterTheSignals() throws Exception {
        String account = "999900001111";
        post(body(request, line("i-0a9", TIME).replace("111122223333", account)), "key-of-the-test", false);

        await().atMost(Duration.ofSeconds(20)).until(() -> progress(account).size() == 32);
        ConsumerRecord<String, byte[]> signal = topics.records(Topic.SIGNALS).stream()
                .filter(record -> record.key() != null && record.key().contains("i-0a9"))
                .findFirst()
                .orElseThrow();
        assertThat(progress(account).get(signal.partition())).isGreaterThan(signal.offset());
    }

    /** Firehose repeats it under the same id for hours, while newer deliveries are taken. */
    @Test
    void shouldNotMovePastADeliveryThatIsStillToBeRepeated() throws Exception {
        String account = "999900002222";
        String first = line("i-0a1", TIME).replace("111122223333", account);
        String tooLongForARecord =
                line("i-0a1" + "x".repeat(2_000_000), TIME.plusSeconds(60)).replace("111122223333", account);
        String later = line("i-0a1", TIME.plusSeconds(7200)).replace("111122223333", account);
        Instant passed = TIME.plusSeconds(7200).minusSeconds(600);

        assertThat(post(body(request, first + "\n" + tooLongForARecord), "key-of-the-test", false)
                        .statusCode())
                .isEqualTo(500);
        assertThat(post(body(request + "-later", later), "key-of-the-test", false)
                        .statusCode())
                .isEqualTo(200);

        await().atMost(Duration.ofSeconds(20)).until(() -> !through(account).isEmpty());
        // Progress of a later delivery, of another account, is published together with that of all before.
        String another = "999900003333";
        assertThat(post(body(request + "-another", later.replace(account, another)), "key-of-the-test", false)
                        .statusCode())
                .isEqualTo(200);
        await().atMost(Duration.ofSeconds(20)).until(() -> through(another).contains(passed));
        assertThat(through(account)).allMatch(through -> through.isBefore(TIME));

        assertThat(post(body(request, first), "key-of-the-test", false).statusCode())
                .isEqualTo(200);
        await().atMost(Duration.ofSeconds(20)).until(() -> through(account).contains(passed));
    }

    private Set<Instant> through(String account) {
        return topics.records(Topic.SIGNALS).stream()
                .flatMap(record -> TopicReader.signal(record).getProgress().getSourcesList().stream())
                .filter(source -> source.getAccount().equals(account)
                        && source.getSource().equals("metric-stream"))
                .map(source -> Instant.ofEpochMilli(source.getThrough()))
                .collect(Collectors.toSet());
    }

    /** Offset by partition of what says that the account is complete until ten minutes before its newest point. */
    private Map<Integer, Long> progress(String account) {
        return topics.records(Topic.SIGNALS).stream()
                .filter(record -> TopicReader.signal(record).getProgress().getSourcesList().stream()
                        .anyMatch(source -> source.getAccount().equals(account)
                                && source.getSource().equals("metric-stream")
                                && source.getThrough() == TIME.minusSeconds(600).toEpochMilli()))
                .collect(Collectors.toMap(ConsumerRecord::partition, ConsumerRecord::offset, (first, second) -> first));
    }

    private double cost() {
        return meters.counter("gleaner.collector.cost.usd", "source", "metric-stream")
                .count();
    }

    private void assertOneMean(double mean) {
        assertThat(signals())
                .singleElement()
                .satisfies(signal -> assertThat(SignalMetrics.of(signal))
                        .singleElement()
                        .satisfies(metric -> assertThat(metric.getMeanList()).containsExactly(mean)));
    }

    private List<Signal> signals() {
        return topics.signals().stream()
                .filter(signal -> signal.getPlace().getName().equals(request))
                .toList();
    }

    private List<DeadLetter> letters(String place) {
        return topics.deadLetters().stream()
                .filter(letter -> letter.place().equals(place))
                .toList();
    }

    private HttpResponse<String> post(byte[] body, String key, boolean packed) throws Exception {
        HttpRequest.Builder builder = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json")
                .header("X-Amz-Firehose-Protocol-Version", "1.0")
                .header("X-Amz-Firehose-Request-Id", request)
                .POST(BodyPublishers.ofByteArray(body));
        if (key != null) {
            builder.header("X-Amz-Firehose-Access-Key", key);
        }
        if (packed) {
            builder.header("Content-Encoding", "gzip");
        }
        return HttpClient.newHttpClient().send(builder.build(), BodyHandlers.ofString());
    }

    private static byte[] body(String request, String lines) {
        return body(request, lines.getBytes(UTF_8));
    }

    private static byte[] body(String request, byte[] record) {
        String data = Base64.getEncoder().encodeToString(record);
        return ("{\"requestId\":\"" + request + "\",\"timestamp\":1,\"records\":[{\"data\":\"" + data + "\"}]}")
                .getBytes(UTF_8);
    }

    private static String line(String instance, Instant time) {
        return "{\"account_id\":\"111122223333\",\"region\":\"us-east-1\",\"namespace\":\"AWS/EC2\","
                + "\"metric_name\":\"CPUUtilization\",\"dimensions\":{\"InstanceId\":\"" + instance
                + "\"},\"timestamp\":" + time.toEpochMilli()
                + ",\"value\":{\"max\":3.0,\"min\":1.0,\"sum\":4.0,\"count\":2.0},\"unit\":\"Percent\"}";
    }
}
