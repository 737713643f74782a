package dev.gleaner.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gleaner.contracts.signal.proto.Activity;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.local.runtime.process.FreePort;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agents for hosts without and with a JVM, against the real endpoint. */
@QuarkusTest
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class GpuAgentIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final String HEADER = "timestamp, uuid, utilization.gpu [%], clocks.current.sm [MHz]\n";

    @TestHTTPResource("/")
    URI collector;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @TempDir
    Path folder;

    private final String card = "GPU-" + UUID.randomUUID().toString().substring(0, 8);
    private final String instance = "arn:aws:ec2:us-east-1:111122223333:instance/i-0"
            + card.substring(4).toLowerCase(Locale.ROOT);
    private TopicReader topics;

    @BeforeEach
    void connect() {
        topics = new TopicReader(bootstrapServers);
    }

    @Test
    void shouldReportThatSomeoneIsLoggedInOnlyIfItIsToldTo() throws Exception {
        Agent agent = new Agent(folder, collector.toString())
                .with("GLEANER_INSTANCE", instance)
                .with("GLEANER_ACTIVITY", "true")
                .withLogins("anna     pts/0\nbert     pts/1\n")
                .printing(HEADER + minutes(1));

        agent.start();
        await().atMost(PATIENCE).until(() -> !reports().isEmpty());
        agent.close();

        assertThat(reports()).singleElement().satisfies(report -> {
            assertThat(report.getWhat()).isEqualTo("login sessions: 2");
            assertThat(Duration.ofMillis(report.getUntil() - report.getFrom()))
                    .isBetween(Duration.ofSeconds(880), Duration.ofSeconds(901));
        });

        Agent silent = new Agent(folder.resolve("silent"), collector.toString())
                .with("GLEANER_INSTANCE", instance + "0")
                .withLogins("anna     pts/0\n")
                .printing(HEADER + minutes(2));
        silent.start();
        await().atMost(PATIENCE).until(() -> silent.curls().contains("/gpu?"));
        silent.close();
        assertThat(silent.curls()).doesNotContain("/activity");
    }

    private List<Activity> reports() {
        return topics.signals().stream()
                .filter(signal -> signal.hasActivity() && signal.getResource().equals(instance))
                .map(Signal::getActivity)
                .toList();
    }

    @Test
    void shouldLoseNothingWhileTheCollectorIsDownOrTheAgentStops() throws Exception {
        int port = FreePort.find();
        Agent agent = new Agent(folder, "http://127.0.0.1:" + port)
                .with("GLEANER_INSTANCE", instance)
                .printing(HEADER + minutes(5));

        agent.start();
        await().atMost(PATIENCE)
                .until(() -> agent.waiting().size() == 4 && agent.log().contains("could not send"));
        assertThat(signals()).isEmpty();
        try (Relay relay = Relay.open(port, collector.getPort())) {
            await().atMost(PATIENCE).until(() -> agent.waiting().isEmpty());
        }
        assertThat(times()).containsExactlyElementsOf(expectedTimes(4));

        agent.close();
        assertThat(agent.waiting()).hasSize(1);
        Files.delete(folder.resolve("lines"));
        try (Relay relay = Relay.open(port, collector.getPort())) {
            agent.start();
            await().atMost(PATIENCE).until(() -> agent.waiting().isEmpty());
            agent.close();
        }

        assertThat(times()).containsExactlyElementsOf(expectedTimes(5));
        assertThat(signals()).hasSize(5);
        assertThat(signals().get(0).getGpu().getCards(0).getSamplesList())
                .allMatch(sample -> sample.hasProcesses() && sample.getProcesses() == 0);
        assertThat(agent.curls()).contains(instance).doesNotContain("sender-token");
    }

    @Test
    void shouldDropTheOldestWhenTheBufferIsFullAndSayIt() throws Exception {
        Agent agent = new Agent(folder, "http://127.0.0.1:" + FreePort.find())
                .with("GLEANER_INSTANCE", instance)
                .with("GLEANER_BUFFER_MB", "1")
                .printing(HEADER + minutes(2));
        Files.write(agent.buffer().resolve("20200101T000000.000000000.csv.gz"), new byte[600_000]);
        Files.write(agent.buffer().resolve("20200102T000000.000000000.csv.gz"), new byte[600_000]);

        agent.start();

        await().atMost(PATIENCE).until(() -> agent.log().contains("the buffer is full: dropped the oldest 1 minutes"));
        agent.close();
        assertThat(agent.waiting()).hasSize(3).first().isEqualTo("20200102T000000.000000000.csv.gz");
    }

    @Test
    void shouldGoOnAfterWhatTheCollectorCanNotRead() throws Exception {
        Agent agent = new Agent(folder, collector.toString())
                .with("GLEANER_INSTANCE", instance)
                .printing(HEADER + minutes(2));
        Files.write(
                agent.buffer().resolve("20200101T000000.000000000.csv.gz"),
                Bytes.gzip("uuid\nGPU-a1\n".getBytes(UTF_8)));

        agent.start();

        await().atMost(PATIENCE).until(() -> signals().size() == 1);
        agent.close();
        assertThat(agent.log()).contains("the header has no timestamp");
    }

    @Test
    void shouldKeepEverythingWhileItsTokenIsNotAccepted() throws Exception {
        Agent agent = new Agent(folder, collector.toString())
                .with("GLEANER_INSTANCE", instance)
                .with(
                        "GLEANER_TOKEN_FILE",
                        Files.writeString(folder.resolve("wrong"), "wrong\n").toString())
                .printing(HEADER + minutes(2));

        agent.start();

        await().atMost(PATIENCE).until(() -> agent.log().contains("does not accept the token"));
        agent.close();
        assertThat(agent.waiting()).hasSize(2);
    }

    @Test
    void shouldAskTheInstanceMetadataWhichInstanceItIs() throws Exception {
        HttpServer metadata = metadata();
        Agent agent = new Agent(folder, collector.toString())
                .with(
                        "GLEANER_METADATA",
                        "http://127.0.0.1:" + metadata.getAddress().getPort())
                .printing(HEADER + minutes(2));
        try {
            agent.start();
            await().atMost(PATIENCE).until(() -> signals().size() == 1);
        } finally {
            agent.close();
            metadata.stop(0);
        }

        assertThat(signals().get(0).getResource()).isEqualTo(instance.replace("arn:aws:", "arn:aws-cn:"));
        assertThat(agent.curls()).doesNotContain("session-of-the-test");
    }

    @Test
    void shouldLoseAndRepeatNothingOnAJvmThatIsKilledWhileTheCollectorIsDown() throws Exception {
        int port = FreePort.find();
        HttpServer metadata = metadata();
        Agent agent = new Agent(folder, "http://127.0.0.1:" + port)
                .onJvm()
                .with(
                        "GLEANER_METADATA",
                        "http://127.0.0.1:" + metadata.getAddress().getPort())
                .printing(HEADER + minutes(5));
        try {
            agent.start();
            await().atMost(PATIENCE)
                    .until(() -> agent.metrics().contains("_minutes_waiting 4\n")
                            && agent.log().contains("could not send"));
            agent.kill();
            Files.delete(folder.resolve("lines"));
            try (Relay relay = Relay.open(port, collector.getPort())) {
                agent.start();
                await().atMost(PATIENCE).until(() -> agent.metrics().contains("_minutes_waiting 0\n"));
                agent.close();
            }
        } finally {
            metadata.stop(0);
        }

        assertThat(times()).containsExactlyElementsOf(expectedTimes(4));
        assertThat(signals()).extracting(Signal::getResource).containsOnly(instance.replace("arn:aws:", "arn:aws-cn:"));
        assertThat(agent.log()).contains("starts with 4 minutes that wait").doesNotContain("sender-token");
    }

    @Test
    void shouldBeCleanForShellcheck() throws Exception {
        assumeTrue(hasShellcheck(), "no shellcheck on the PATH: install it to run this test");

        Process shellcheck = new ProcessBuilder("shellcheck", Agent.PROGRAM.toString(), Agent.JVM_PROGRAM.toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(shellcheck.getInputStream().readAllBytes(), UTF_8))
                .isEmpty();
        assertThat(shellcheck.waitFor()).isZero();
    }

    /** Answers as IMDSv2 does: only to those who show the session that they were given. */
    private HttpServer metadata() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/latest/api/token", exchange -> answer(exchange, "session-of-the-test"));
        server.createContext(
                "/latest/dynamic/instance-identity/document",
                exchange -> answer(
                        exchange,
                        "{\n  \"accountId\" : \"111122223333\",\n  \"region\" : \"us-east-1\",\n  \"instanceId\" : \""
                                + instance.substring(instance.indexOf("i-0")) + "\"\n}"));
        server.createContext("/latest/meta-data/services/partition", exchange -> answer(exchange, "aws-cn"));
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        boolean known = exchange.getRequestMethod().equals("PUT")
                || "session-of-the-test".equals(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"));
        byte[] bytes = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(known ? 200 : 401, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String minutes(int count) {
        StringBuilder lines = new StringBuilder();
        expectedTimes(count)
                .forEach(time -> lines.append(Instant.ofEpochMilli(time)
                                .toString()
                                .replace('-', '/')
                                .replace('T', ' ')
                                .replace("Z", ".000"))
                        .append(", ")
                        .append(card)
                        .append(", 5 %, 345 MHz\n"));
        return lines.toString();
    }

    private static List<Long> expectedTimes(int minutes) {
        return IntStream.range(0, 2 * minutes)
                .mapToObj(sample -> TEN.plusSeconds(30L * sample).toEpochMilli())
                .toList();
    }

    private List<Long> times() {
        return signals().stream()
                .flatMap(signal -> signal.getGpu().getCards(0).getSamplesList().stream())
                .map(CardSample::getTime)
                .toList();
    }

    /** In the order in which they came: all of an instance are in one partition. */
    private List<Signal> signals() {
        return topics.signals().stream()
                .filter(signal -> signal.getGpu().getCardsList().stream()
                        .anyMatch(found -> found.getUuid().equals(card)))
                .toList();
    }

    private static boolean hasShellcheck() throws InterruptedException {
        try {
            return new ProcessBuilder("shellcheck", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
