package dev.gleaner.gpu.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.gpu.buffer.DiskBuffer;
import dev.gleaner.gpu.smi.StateChangeLog;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BufferSenderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final InstanceArn INSTANCE = new InstanceArn("arn:aws:ec2:us-east-1:111122223333:instance/i-0abc");

    @TempDir
    Path folder;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final StateChangeLog stateChangeLog = new StateChangeLog(log::add, log::add);
    private final AgentMetrics agentMetrics = new AgentMetrics(stateChangeLog);
    private CollectorFake collector;
    private DiskBuffer buffer;
    private Path token;
    private BufferSender sender;
    private Thread thread;

    @BeforeEach
    void start() throws IOException {
        collector = new CollectorFake();
        token = Files.writeString(folder.resolve("token"), CollectorFake.TOKEN + " agent ingest\n");
        buffer = DiskBuffer.open(Files.createDirectory(folder.resolve("buffer")), 1 << 20, agentMetrics);
    }

    @AfterEach
    void stop() throws InterruptedException {
        sender.finish();
        thread.interrupt();
        thread.join();
        collector.close();
    }

    @Test
    void shouldSendWhatWaitsInOrderAndSayThatOnce() throws Exception {
        add("a", "b", "c");

        begin(collector.url());

        // Counted once it has left the buffer.
        await().atMost(PATIENCE)
                .until(() -> agentMetrics.text(0, 0).contains("gleaner_gpu_agent_minutes_sent_total 3\n"));
        assertThat(buffer.waiting()).isZero();
        assertThat(collector.taken()).containsExactly("a", "b", "c");
        assertThat(collector.queries()).containsOnly("zone=UTC&instance=" + INSTANCE.text());
        assertThat(log).containsExactly("the collector accepts what is sent");
    }

    @Test
    void shouldSendWhatComesLater() throws Exception {
        begin(collector.url());

        add("a");
        sender.trigger();

        await().atMost(PATIENCE).until(() -> collector.taken().equals(List.of("a")));
    }

    @Test
    void shouldSayAChangeOnceHoweverOftenItTries() throws Exception {
        for (int i = 0; i < 3; i++) {
            collector.reply(503, "{\"error\":\"could not be published, send it again\"}", 0);
        }
        collector.reply(429, "", 0);
        add("a");

        begin(collector.url());

        // The log comes after the minute has left the buffer.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(log)
                        .containsExactly(
                                "the collector is busy, minutes wait (503): {\"error\":\"could not be published, send it again\"}",
                                "the collector is busy, minutes wait (429)",
                                "the collector accepts what is sent"));
        assertThat(collector.queries()).hasSize(5);
    }

    @Test
    void shouldWaitAsLongAsTheCollectorAsksFor() throws Exception {
        collector.reply(429, "", 1);
        add("a");
        long start = System.nanoTime();

        begin(collector.url());

        await().atMost(PATIENCE).until(() -> buffer.waiting() == 0);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldKeepMinutesWhileItsTokenIsNotAcceptedAndReadItAnew() throws Exception {
        Files.writeString(token, "old-token\n");
        add("a");

        begin(collector.url());

        await().atMost(PATIENCE).until(() -> collector.queries().size() >= 2);
        assertThat(log).containsExactly("the collector does not accept the token, minutes wait (401)");
        Files.writeString(token, CollectorFake.TOKEN + "\n");
        await().atMost(PATIENCE).until(() -> collector.taken().equals(List.of("a")));
        assertThat(log.toString()).doesNotContain("old-token", CollectorFake.TOKEN);
    }

    @Test
    void shouldGoOnAfterWhatTheCollectorCanNotRead() throws Exception {
        collector.reply(400, "{\"error\":\"line 1:\nno header\"}", 0);
        add("a", "b");

        begin(collector.url());

        await().atMost(PATIENCE).until(() -> buffer.waiting() == 0);
        assertThat(collector.taken()).containsExactly("b");
        assertThat(log)
                .contains("the collector can't read a minute and never will (400): {\"error\":\"line 1: no header\"}");
        assertThat(agentMetrics.text(0, 0)).contains("gleaner_gpu_agent_minutes_refused_total 1\n");
    }

    @Test
    void shouldKeepMinutesWhereSomethingElseAnswers() throws Exception {
        collector.reply(404, "", 0);
        add("a");

        begin(collector.url());

        await().atMost(PATIENCE).until(() -> buffer.waiting() == 0);
        assertThat(log).contains("is this the collector? It answers (404); minutes wait");
        assertThat(collector.taken()).containsExactly("a");
    }

    @Test
    void shouldKeepMinutesWhileNobodyAnswers() throws Exception {
        collector.close();
        add("a");

        begin(collector.url());

        await().atMost(PATIENCE).until(() -> !log.isEmpty());
        assertThat(log.get(0)).startsWith("could not send, minutes wait");
        assertThat(buffer.waiting()).isEqualTo(1);
    }

    @Test
    void shouldEndOnceNothingWaits() throws Exception {
        add("a", "b");
        begin(collector.url());

        sender.finish();
        thread.join(PATIENCE.toMillis());

        assertThat(thread.isAlive()).isFalse();
        assertThat(collector.taken()).containsExactly("a", "b");
    }

    @Test
    void shouldEndAtOnceWhereTheCollectorTakesNothing() throws Exception {
        collector.reply(503, "", 600);
        add("a", "b");
        begin(collector.url());
        await().atMost(PATIENCE).until(() -> !log.isEmpty());

        sender.finish();
        thread.join(PATIENCE.toMillis());

        assertThat(thread.isAlive()).isFalse();
        assertThat(buffer.waiting()).isEqualTo(2);
    }

    private void add(String... minutes) throws IOException {
        for (String minute : minutes) {
            buffer.add(GpuAgentRunner.Gzip.of(minute));
        }
    }

    private void begin(URI url) {
        MetricsFile metrics = new MetricsFile(Optional.empty(), agentMetrics, buffer, stateChangeLog);
        CollectorClient endpoint = new CollectorClient(url, INSTANCE, new BearerTokenFile(token));
        sender = new BufferSender(
                buffer, endpoint, agentMetrics, metrics, stateChangeLog, Clock.systemUTC(), Duration.ofMillis(20));
        thread = new Thread(() -> {
            try {
                sender.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
    }
}
