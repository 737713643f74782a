package dev.gleaner.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

    private static final List<String> SERVICES = List.of("collector", "analyzer", "actuator");

    /**
     * Longer than what clients wait for: sessions of consumers (45 s), transactions (60 s), deliveries of the collector (60 s),
     * leases of the actuator (60 s). Shorter than {@code up} waits for something to move (120 s).
     */
    private static final Duration FROZEN = Duration.ofSeconds(75);

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** The part of the history by which the first findings are about to come. */
    private static final double UNTIL_FINDINGS = 0.25;

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
        double replayed = 0;
        for (String part : PARTS) {
            awaitReplayBeyond(replayed);
            ProcessHandle killed = process(part);
            kill("-KILL", List.of(killed));
            replayed = assertTheReplayIsUnderWay(part);
            awaitBack(part, killed);
        }
        up.join();

        shouldFindTheTruth();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "postgres"})
    void shouldFindTheTruthAfterAPartWasFrozen(String part) throws Exception {
        start("--fresh");
        awaitReplayBeyond(part.equals("kafka") ? 0 : UNTIL_FINDINGS);
        ProcessHandle frozen = process(part);
        List<ProcessHandle> all =
                Stream.concat(Stream.of(frozen), frozen.descendants()).toList();

        kill("-STOP", all);
        long thaw = System.nanoTime() + FROZEN.toNanos();
        try {
            assertTheReplayIsUnderWay(part);
            if (part.equals("kafka")) {
                awaitHealth(503, "Kafka does not answer");
            }
            TimeUnit.NANOSECONDS.sleep(thaw - System.nanoTime());
            if (part.equals("kafka")) {
                // A restart would not help.
                assertThat(SERVICES)
                        .allSatisfy(
                                service -> assertThat(health(service, "live")).startsWith("200 "));
            }
        } finally {
            kill("-CONT", all);
        }
        awaitHealth(200, "");
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
            awaitReplayBeyond(0);
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

    /** A fault after its end would show nothing. */
    private double assertTheReplayIsUnderWay(String part) {
        double replayed = replayed();
        assertThat(replayed)
                .as("the part of the history that was replayed when it hit " + part)
                .isPositive()
                .isLessThan(1);
        return replayed;
    }

    /** The {@code up} that is under way ends, or has not come to that part yet and starts it. */
    private void awaitBack(String part, ProcessHandle killed) {
        await(part + " to be back").ignoreExceptions().atMost(PATIENCE).until(() -> {
            if (up.isDone()) {
                start();
            }
            return isBack(part, killed);
        });
    }

    /** Whether a part that was killed runs again, and does its work. */
    private boolean isBack(String part, ProcessHandle killed) throws IOException {
        ProcessHandle now = process(part);
        if (now.pid() == killed.pid() || !now.isAlive()) {
            return false;
        }
        return switch (part) {
            case "kafka" -> health("collector", "ready").startsWith("200 ");
            case "postgres" -> health("actuator", "ready").startsWith("200 ");
            // The feeder lets nobody in before the estate stands in the stand-in.
            case "feeder", "aws" -> listens(gleaner.aws());
            default -> health(part, "ready").startsWith("200 ");
        };
    }

    private void awaitHealth(int status, String text) {
        for (String service : SERVICES) {
            await(service)
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(health(service, "ready"))
                            .startsWith(status + " ")
                            .contains(text));
        }
    }

    /** The status of the answer and its body; empty when there is none. */
    private String health(String service, String kind) {
        try {
            HttpResponse<String> answer = gleaner.getWithoutToken(service, "/q/health/" + kind);
            return answer.statusCode() + " " + answer.body();
        } catch (UncheckedIOException e) {
            return "";
        }
    }

    private static boolean listens(URI address) {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void start(String... arguments) {
        up = CompletableFuture.supplyAsync(() -> gleaner.up(Map.of(), arguments));
    }

    /** Waits until more of the history than this part of it was delivered: all on the way to Kafka runs. */
    private void awaitReplayBeyond(double part) {
        await("replay beyond " + part).atMost(PATIENCE).until(() -> replayed() > part);
    }

    /** The part of the history that the feeder has delivered and Kafka has taken. */
    private double replayed() {
        Path state = run.resolve("estate-state.json");
        double[] replayed = {0};
        await("the feeder's state")
                .ignoreExceptions() // It may be written just now.
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    replayed[0] =
                            Files.exists(state) ? replayed(Json.read(Files.readAllBytes(state), JsonNode.class)) : 0;
                    return true;
                });
        return replayed[0];
    }

    private static double replayed(JsonNode state) {
        Instant start = Instant.parse(state.get("start").asText());
        Duration delivered =
                Duration.between(start, Instant.parse(state.get("delivered").asText()));
        Duration history =
                Duration.between(start, Instant.parse(state.get("end").asText()));
        return (double) delivered.toSeconds() / history.toSeconds();
    }

    private ProcessHandle process(String part) throws IOException {
        Path file = run.resolve("pids").resolve(part + ".json");
        await().atMost(PATIENCE).until(() -> Files.exists(file) || up.isDone());
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
