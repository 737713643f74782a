package dev.gleaner.collector;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ways in which cards come to the collector, on a real broker. */
@QuarkusTest
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class GpuIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final String HEADER = "timestamp, uuid, persistence_mode, utilization.gpu [%]\n";

    @TestHTTPResource("/gpu")
    URI endpoint;

    @Inject
    InstanceRegistry instanceRegistry;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "collector.gpu.recording")
    Optional<Path> configuredRecording;

    private final String card = "GPU-" + UUID.randomUUID().toString().substring(0, 8);
    private final String instance = "arn:aws:ec2:us-east-1:111122223333:instance/i-0"
            + card.substring(4).toLowerCase(Locale.ROOT);
    private TopicReader topics;
    private Path recording;

    @BeforeEach
    void connect() {
        topics = new TopicReader(bootstrapServers);
        recording = configuredRecording.orElseThrow();
    }

    @Test
    void shouldHaveOneSignalAMinuteInKafkaWhenItSays200() throws Exception {
        String body = HEADER + line("10:00:15", "Enabled", 5) + line("10:00:30", "Enabled", 6)
                + line("10:01:00", "Enabled", 7) + "gpu_uuid, pid, process_name, used_gpu_memory [MiB]\n" + card
                + ", 1, a, b, 3 MiB\n";

        HttpResponse<String> answer = post(body.getBytes(UTF_8), "sender-token", "&zone=America/New_York", false);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"samples\":3,\"dropped\":0,\"bad\":0}");
        List<Signal> signals = signals();
        assertThat(signals).hasSize(2).allSatisfy(signal -> {
            assertThat(signal.getResource()).isEqualTo(instance);
            assertThat(signal.getSource()).isEqualTo("gpu");
            assertThat(signal.getAccount()).isEqualTo("111122223333");
            assertThat(signal.getRegion()).isEqualTo("us-east-1");
        });
        assertThat(samples())
                .extracting(CardSample::getTime)
                .containsExactlyInAnyOrder(
                        TEN.plusSeconds(5 * 3600 + 15).toEpochMilli(),
                        TEN.plusSeconds(5 * 3600 + 30).toEpochMilli(),
                        TEN.plusSeconds(5 * 3600 + 60).toEpochMilli());
        assertThat(samples()).allMatch(sample -> sample.getProcesses() == 1);
    }

    @Test
    void shouldDropTheFirstReadingWithoutPersistenceModeAlsoWhenItIsSentAgain() throws Exception {
        byte[] body = (HEADER + line("10:00:15", "Disabled", 100) + line("10:00:30", "Disabled", 0)).getBytes(UTF_8);

        for (boolean packed : List.of(false, true)) {
            HttpResponse<String> answer = post(packed ? Bytes.gzip(body) : body, "sender-token", "", packed);
            assertThat(answer.body()).isEqualTo("{\"samples\":1,\"dropped\":1,\"bad\":0}");
        }
        assertThat(samples()).extracting(CardSample::getUtilization).containsExactly(0.0, 0.0);
    }

    @Test
    void shouldKeepABadLineWithItsPlaceAndTakeTheRest() throws Exception {
        String body = HEADER + line("10:00:15", "Enabled", 5) + "Unable to determine the device handle of " + card
                + "\n" + line("10:00:30", "Enabled", 6);

        assertThat(post(body.getBytes(UTF_8), "sender-token", "", false).body())
                .startsWith("{\"samples\":2,\"dropped\":0,\"bad\":1")
                .contains("\"line\":3");
        assertThat(topics.deadLetters())
                .filteredOn(letter -> letter.head().contains(card))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.source()).isEqualTo("gpu");
                    assertThat(letter.offset()).isEqualTo(2);
                });
    }

    @Test
    void shouldSayWhatIsWrongWithABodyAndWhere() throws Exception {
        byte[] good = (HEADER + line("10:00:15", "Enabled", 5)).getBytes(UTF_8);
        byte[] packed = Bytes.gzip(good);

        assertError(post("uuid\nGPU-a1\n".getBytes(UTF_8), "sender-token", "", false), 400, "line 1: ", "timestamp");
        assertError(
                post("\nNo devices were found\n".getBytes(UTF_8), "sender-token", "", false), 400, "line 2: ", "GPU");
        assertError(post(new byte[0], "sender-token", "", false), 400, "header line");
        assertError(post(good, "sender-token", "&zone=Mars", false), 400, "IANA");
        assertError(post(good, "sender-token", "", true), 400, "Content-Encoding");
        assertError(post(Arrays.copyOf(packed, packed.length / 2), "sender-token", "", true), 400, "incomplete");
        assertError(post(Bytes.gzip(new byte[3_000_000]), "sender-token", "", true), 413, "2097152");
        assertError(post(new byte[3_000_000], "sender-token", "", false), 413, "2097152");
        assertError(send(URI.create(endpoint + "?instance=i-0a"), good, "sender-token", false), 400, "instance");
        assertError(send(endpoint, good, "sender-token", false), 400, "instance");
        assertThat(signals()).isEmpty();
    }

    @Test
    void shouldLetInOnlyWhoMaySend() throws Exception {
        byte[] body = (HEADER + line("10:00:15", "Enabled", 5)).getBytes(UTF_8);

        assertThat(post(body, "reader-token", "", false).statusCode()).isEqualTo(403);
        assertThat(post(body, "wrong", "", false).statusCode()).isEqualTo(401);
        assertThat(post(body, null, "", false).statusCode()).isEqualTo(401);
        assertThat(post(body, "lab-token", "", false).body()).contains("lab may not report for account 111122223333");
        assertThat(signals()).isEmpty();
    }

    /** PowerShell redirects in UTF-16, and not everybody who packs a body says so. */
    @Test
    void shouldReadUtf16AndGzipThatNoHeaderNames() throws Exception {
        String body = HEADER.replace("\n", "\r\n") + line("10:00:15", "Enabled", 5);

        for (Charset charset : List.of(UTF_16LE, UTF_16BE)) {
            byte[] bytes = ("\uFEFF" + body).getBytes(charset);
            assertThat(post(bytes, "sender-token", "", false).body()).startsWith("{\"samples\":1,");
            assertThat(post(Bytes.gzip(bytes), "sender-token", "", false).body())
                    .startsWith("{\"samples\":1,");
        }
        assertThat(samples()).hasSize(4).allMatch(sample -> sample.getUtilization() == 5);
    }

    @Test
    void shouldSayWhatIsWrongWithTheFirstBadLines() throws Exception {
        String bad = line("10:00:30", "Enabled", 101);

        JsonNode answer = Json.mapper()
                .readTree(post(
                                (HEADER + line("10:00:15", "Enabled", 5) + bad.repeat(7)).getBytes(UTF_8),
                                "sender-token",
                                "",
                                false)
                        .body());

        assertThat(answer.path("bad").asInt()).isEqualTo(7);
        assertThat(answer.path("problems"))
                .extracting(problem -> problem.path("line").asInt())
                .containsExactly(3, 4, 5, 6, 7);
        assertThat(answer.path("problems").get(0).path("reason").asText())
                .isEqualTo("utilization.gpu is more than 100.0");
    }

    @Test
    void shouldSayThatNoListingOfItsRegionShowedTheInstance() throws Exception {
        String account = String.format("%012d", System.nanoTime() % 1_000_000_000_000L);
        byte[] body = (HEADER + line("10:00:15", "Enabled", 5)).getBytes(UTF_8);
        URI uri = URI.create(endpoint + "?instance=" + instance.replace("111122223333", account));

        assertThat(send(uri, body, "sender-token", false).body()).isEqualTo("{\"samples\":1,\"dropped\":0,\"bad\":0}");

        instanceRegistry.replace(new InstanceRegistry.Region(
                account, "us-east-1", List.of(new InstanceRegistry.Member(account, "i-0other", Optional.empty()))));
        HttpResponse<String> unknown = send(uri, body, "sender-token", false);
        assertThat(unknown.statusCode()).isEqualTo(200);
        assertThat(unknown.body()).contains("\"hints\":[", "not in the last listing of us-east-1");

        String id = instance.substring(instance.indexOf("i-0"));
        instanceRegistry.replace(new InstanceRegistry.Region(
                account, "us-east-1", List.of(new InstanceRegistry.Member(account, id, Optional.empty()))));
        assertThat(send(uri, body, "sender-token", false).body()).doesNotContain("hints");
    }

    @Test
    void shouldNameTheLimitAndItsKeyWhereABodyIsTooLarge() throws Exception {
        assertError(post(new byte[3_000_000], "sender-token", "", false), 413, "2097152", "collector.gpu.body-limit");
        String answer = announced((64L << 20) + 1);
        assertThat(answer).startsWith("HTTP/1.1 413 ").containsIgnoringCase("content-type: application/json");
        String json = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(Json.mapper().readTree(json).path("error").asText())
                .contains("67108864", "quarkus.http.limits.max-body-size", "2097152", "collector.gpu.body-limit");
    }

    /** Clocks in Berlin went from 02:59:59 back to 02:00:00. */
    @Test
    void shouldTellTheSecondPassOfAnHourFromTheBodyBefore() throws Exception {
        for (String time : List.of("02:59:45", "02:00:00", "02:00:15", "02:59:45", "03:00:00")) {
            String body = HEADER + line(time, "Enabled", 5).replace("2026/03/01", "2026/10/25");
            assertThat(post(body.getBytes(UTF_8), "sender-token", "&zone=Europe/Berlin", false)
                            .statusCode())
                    .isEqualTo(200);
            if (time.equals("02:00:15")) {
                skipToTheEndOfTheHour();
            }
        }

        assertThat(samples())
                .extracting(sample -> Instant.ofEpochMilli(sample.getTime()))
                .contains(
                        Instant.parse("2026-10-25T00:59:45Z"),
                        Instant.parse("2026-10-25T01:00:00Z"),
                        Instant.parse("2026-10-25T01:00:15Z"),
                        Instant.parse("2026-10-25T01:59:45Z"),
                        Instant.parse("2026-10-25T02:00:00Z"));
    }

    /** One reading a body every five minutes. */
    private void skipToTheEndOfTheHour() throws Exception {
        for (int minute = 5; minute < 60; minute += 5) {
            String body = HEADER
                    + line(String.format("02:%02d:00", minute), "Enabled", 5).replace("2026/03/01", "2026/10/25");
            post(body.getBytes(UTF_8), "sender-token", "&zone=Europe/Berlin", false);
        }
    }

    /** Started anew for each reading, nvidia-smi loads the driver each time, and an idle card may read 100 % each time. */
    @Test
    void shouldNotTakeReadingsForWorkThatAreAllTheFirstOfTheirRun() throws Exception {
        for (String time : List.of("10:00:00", "10:00:15", "10:00:30")) {
            String body = HEADER + line(time, "Disabled", 100);
            String answer =
                    post(body.getBytes(UTF_8), "sender-token", "", false).body();
            assertThat(answer).contains(time.equals("10:00:00") ? "\"dropped\":1" : "persistence mode");
        }

        assertThat(samples()).hasSize(2).noneMatch(CardSample::hasUtilization);
    }

    /** What Kafka does not take has to be sent again; the next body is taken all the same. */
    @Test
    void shouldSay503WhenKafkaDoesNotTakeIt() throws Exception {
        String body = HEADER + line("10:00:15", "Enabled", 5);
        String tooLongForARecord = "timestamp, uuid, name\n2026/03/01 10:00:15.000, GPU-a1, " + "n".repeat(1_500_000);

        HttpResponse<String> answer = post(tooLongForARecord.getBytes(UTF_8), "sender-token", "", false);

        assertError(answer, 503, "send it again");
        assertThat(post(body.getBytes(UTF_8), "sender-token", "", false).statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldTellItsProgressToEveryPartitionAfterTheSignals() throws Exception {
        String account = String.format("%012d", System.nanoTime() % 1_000_000_000_000L);
        URI uri = URI.create(endpoint + "?instance=" + instance.replace("111122223333", account));
        send(uri, (HEADER + line("10:00:15", "Enabled", 5)).getBytes(UTF_8), "sender-token", false);

        await().atMost(PATIENCE)
                .until(() -> progress(account).stream()
                                .map(ConsumerRecord::partition)
                                .distinct()
                                .count()
                        == 32);
        ConsumerRecord<String, byte[]> signal = topics.records(Topic.SIGNALS).stream()
                .filter(record -> record.key() != null && record.key().contains(account))
                .findFirst()
                .orElseThrow();
        assertThat(progress(account))
                .filteredOn(record -> record.partition() == signal.partition())
                .allMatch(record -> record.offset() > signal.offset());
    }

    /** An agent sends again what was not taken, while those of other hosts are taken. */
    @Test
    void shouldNotMovePastReadingsThatAreStillToBeSentAgain() throws Exception {
        String account = String.format("%012d", System.nanoTime() % 1_000_000_000_000L);
        URI uri = URI.create(endpoint + "?instance=" + instance.replace("111122223333", account));
        URI other = URI.create(uri.toString().replace("instance/i-0", "instance/i-1"));
        String first = HEADER + line("10:00:15", "Enabled", 5);
        String tooLongForARecord = first + line("10:00:30", "Enabled", 5).replace(card, "x".repeat(2_000_000));

        assertThat(send(uri, tooLongForARecord.getBytes(UTF_8), "sender-token", false)
                        .statusCode())
                .isEqualTo(503);
        assertThat(send(other, (HEADER + line("12:00:15", "Enabled", 5)).getBytes(UTF_8), "sender-token", false)
                        .statusCode())
                .isEqualTo(200);

        await().atMost(PATIENCE).until(() -> !through(account).isEmpty());
        // Progress of later readings, of another account, is published together with that of all before.
        String another = String.format("%012d", System.nanoTime() % 1_000_000_000_000L);
        URI later = URI.create(other.toString().replace(account, another));
        assertThat(send(later, (HEADER + line("12:00:15", "Enabled", 5)).getBytes(UTF_8), "sender-token", false)
                        .statusCode())
                .isEqualTo(200);
        await().atMost(PATIENCE).until(() -> through(another).contains(TEN.plusSeconds(7215 - 600)));
        assertThat(through(account)).allMatch(through -> through.isBefore(TEN.plusSeconds(15)));

        assertThat(send(uri, first.getBytes(UTF_8), "sender-token", false).statusCode())
                .isEqualTo(200);
        await().atMost(PATIENCE).until(() -> through(account).contains(TEN.plusSeconds(7215 - 600)));
    }

    private Set<Instant> through(String account) {
        return topics.records(Topic.SIGNALS).stream()
                .flatMap(record -> TopicReader.signal(record).getProgress().getSourcesList().stream())
                .filter(source -> source.getAccount().equals(account)
                        && source.getSource().equals("gpu"))
                .map(source -> Instant.ofEpochMilli(source.getThrough()))
                .collect(Collectors.toSet());
    }

    @Test
    void shouldReadARecordingAndWhatIsAppendedToIt() throws Exception {
        Path part = Files.writeString(
                recording.resolve("part"), HEADER + line("10:00:15", "Enabled", 5) + line("10:01:15", "Enabled", 6));
        Path file = Files.move(part, recording.resolve(card + ".csv"));

        await().atMost(PATIENCE).until(() -> samples().size() == 1);
        assertThat(signals()).singleElement().satisfies(signal -> {
            assertThat(signal.getResource()).isEqualTo(GpuFolder.INSTANCE);
            assertThat(signal.getPlace().getName()).isEqualTo(file.toString());
            assertThat(signal.getPlace().getOffset()).isEqualTo(1);
        });
        Files.writeString(file, line("10:01:30", "Enabled", 7), StandardOpenOption.APPEND);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

        await().atMost(PATIENCE).until(() -> samples().size() == 3);
        assertThat(signals()).hasSize(2);
        assertThat(samples())
                .extracting(CardSample::getTime)
                .contains(TEN.plusSeconds(75 - 3600).toEpochMilli());
    }

    /** Where a start goes on is kept in Kafka. */
    @Test
    void shouldKeepHowFarARecordingWasRead() throws Exception {
        Path part = Files.writeString(recording.resolve("part2"), HEADER + line("10:00:15", "Enabled", 5));
        Files.setLastModifiedTime(part, FileTime.from(Instant.EPOCH));
        long size = Files.size(part);
        Path file = Files.move(part, recording.resolve(card + ".csv"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(topics.records(Topic.CHECKPOINTS))
                        .filteredOn(record -> record.key().equals("gpu-recording " + file))
                        .extracting(record -> Json.read(record.value(), JsonNode.class)
                                .path("offset")
                                .asLong())
                        .contains(size));
    }

    /** What is answered to a body of this length before any of it is sent. */
    private String announced(long length) throws IOException {
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            String head = "POST /gpu?instance=" + instance + " HTTP/1.1\r\nHost: collector\r\n"
                    + "Authorization: Bearer sender-token\r\nContent-Length: " + length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static void assertError(HttpResponse<String> answer, int status, String... parts) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Json.mapper().readTree(answer.body()).path("error").asText()).contains(parts);
    }

    /** What says that the account is complete until ten minutes before its newest reading; other sources may move with it. */
    private List<ConsumerRecord<String, byte[]>> progress(String account) {
        return topics.records(Topic.SIGNALS).stream()
                .filter(record -> TopicReader.signal(record).getProgress().getSourcesList().stream()
                        .anyMatch(source -> source.getAccount().equals(account)
                                && source.getSource().equals("gpu")
                                && source.getThrough()
                                        == TEN.plusSeconds(15 - 600).toEpochMilli()))
                .toList();
    }

    private List<Signal> signals() {
        return topics.signals().stream()
                .filter(signal -> signal.getGpu().getCardsList().stream()
                        .anyMatch(found -> found.getUuid().equals(card)))
                .toList();
    }

    private List<CardSample> samples() {
        return signals().stream()
                .flatMap(signal -> signal.getGpu().getCards(0).getSamplesList().stream())
                .toList();
    }

    private HttpResponse<String> post(byte[] body, String token, String query, boolean packed) throws Exception {
        return send(URI.create(endpoint + "?instance=" + instance + query), body, token, packed);
    }

    private static HttpResponse<String> send(URI uri, byte[] body, String token, boolean packed) throws Exception {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(uri).header("Content-Type", "text/csv").POST(BodyPublishers.ofByteArray(body));
        if (token != null) {
            builder.header("Authorization", "Bearer " + token);
        }
        if (packed) {
            builder.header("Content-Encoding", "gzip");
        }
        return HttpClient.newHttpClient().send(builder.build(), BodyHandlers.ofString());
    }

    private String line(String time, String persistence, int utilization) {
        return "2026/03/01 " + time + ".000, " + card + ", " + persistence + ", " + utilization + " %\n";
    }
}
