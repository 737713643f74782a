package dev.gleaner.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.json.Json;
import dev.gleaner.contracts.topic.Topic;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever fails in the middle of a replay: once everything runs again, the findings are those of the estate's truth, the
 * open ones and those that lack something alike.
 */
class FaultsDuringReplayIT {

    private static final int PORT_BASE = 27200;
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path FOLDER = Path.of("target/faults").toAbsolutePath();

    /** In the order in which data goes through them, so that what comes after each is still at work when it is killed. */
    private static final List<String> PARTS =
            List.of("feeder", "collector", "kafka", "analyzer", "aws", "actuator", "postgres");

    /** More than the run of the small estate needs, less than it takes long to fill. */
    private static final int DISK_MEGABYTES = 2300;

    private static final Duration FROZEN = Duration.ofSeconds(20);

    private Path run = FOLDER.resolve("run");
    private LocalGleaner gleaner = new LocalGleaner(ROOT, run, PORT_BASE);
    private CompletableFuture<LocalGleaner.Outcome> up = CompletableFuture.completedFuture(null);

    @AfterEach
    void stopEverything() {
        up.join();
        gleaner.down("--purge");
    }

    @Test
    void shouldFindTheTruthAfterEachPartWasKilled() throws Exception {
        start("--fresh");
        long replayed = 0;
        for (String part : PARTS) {
            replayed = awaitSignals(replayed + 1);
            kill("-KILL", List.of(process(part)));
            up.join();
            start();
        }
        up.join();

        shouldFindTheTruth();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "postgres"})
    void shouldFindTheTruthAfterAPartWasFrozen(String part) throws Exception {
        start("--fresh");
        awaitSignals(part.equals("kafka") ? 1 : signalsBeforeFindings());
        ProcessHandle frozen = process(part);
        List<ProcessHandle> all =
                Stream.concat(Stream.of(frozen), frozen.descendants()).toList();

        kill("-STOP", all);
        TimeUnit.MILLISECONDS.sleep(FROZEN.toMillis());
        kill("-CONT", all);
        up.join();

        shouldFindTheTruth();
    }

    @Test
    void shouldFindTheTruthAfterTheDiskWasFull() throws Exception {
        Path disk = Files.createDirectories(FOLDER.resolve("disk"));
        assumeTrue(
                succeeds("mount", "-t", "tmpfs", "-o", "size=" + DISK_MEGABYTES + "m", "tmpfs", disk.toString()),
                "no disk of a known size: only root may mount one");
        try {
            run = disk.resolve("run");
            gleaner = new LocalGleaner(ROOT, run, PORT_BASE);
            start("--fresh");
            awaitSignals(1);
            Path filling = disk.resolve("filling");

            fill(filling);
            LocalGleaner.Outcome full = up.join();
            Files.delete(filling);

            assertThat(full.exit()).as(full.output()).isNotZero();
            shouldFindTheTruth();
        } finally {
            up.join();
            gleaner.down("--purge");
            succeeds("umount", "--lazy", disk.toString());
        }
    }

    /** By what a user does then: run {@code up} again. */
    private void shouldFindTheTruth() {
        start();
        LocalGleaner.Outcome again = up.join();

        assertThat(again.exit()).as(again.output()).isZero();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(gleaner.openByRule()).isEqualTo(gleaner.truth()).isNotEmpty();
            assertThat(gleaner.byRule("insufficient")).isEqualTo(gleaner.resources("truth-insufficient.json"));
        });
        assertThat(gleaner.get("/api/audit/verify").get("intact").asBoolean()).isTrue();
    }

    private void start(String... arguments) {
        up = CompletableFuture.supplyAsync(() -> gleaner.up(Map.of(), arguments));
    }

    /** Waits until the replay has published at least so many signals, or {@code up} has ended; says how many there are. */
    private long awaitSignals(long atLeast) {
        long[] signals = {0};
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    signals[0] = Math.max(signals[0], signals());
                    return signals[0] >= atLeast || up.isDone();
                });
        return signals[0];
    }

    /** Signals by which the first findings are about to come. */
    private static long signalsBeforeFindings() {
        return 2_000;
    }

    private static long signals() {
        Map<String, Object> client = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                "127.0.0.1:" + PORT_BASE,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                2000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                1000);
        try (Admin admin = Admin.create(client)) {
            int partitions = admin.describeTopics(List.of(Topic.SIGNALS.topicName()))
                    .allTopicNames()
                    .get()
                    .get(Topic.SIGNALS.topicName())
                    .partitions()
                    .size();
            Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, partitions)
                    .boxed()
                    .collect(Collectors.toMap(
                            partition -> new TopicPartition(Topic.SIGNALS.topicName(), partition),
                            partition -> OffsetSpec.latest()));
            return admin.listOffsets(ends).all().get().values().stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        } catch (Exception e) {
            return 0; // It does not run, or not yet.
        }
    }

    private ProcessHandle process(String part) throws IOException {
        Path file = run.resolve("pids").resolve(part + ".json");
        await().atMost(Duration.ofMinutes(3)).until(() -> Files.exists(file) || up.isDone());
        long pid = Json.read(Files.readString(file), JsonNode.class).get("pid").asLong();
        return ProcessHandle.of(pid).orElseThrow();
    }

    private static void kill(String signal, List<ProcessHandle> processes) throws Exception {
        for (ProcessHandle process : processes) {
            succeeds("kill", signal, Long.toString(process.pid()));
        }
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }

    private static void fill(Path file) {
        byte[] megabyte = new byte[1 << 20];
        try (OutputStream output = Files.newOutputStream(file)) {
            for (int count = 0; count < DISK_MEGABYTES; count++) {
                output.write(megabyte);
            }
        } catch (IOException e) {
            // It is full, which is what was wanted.
        }
    }
}
