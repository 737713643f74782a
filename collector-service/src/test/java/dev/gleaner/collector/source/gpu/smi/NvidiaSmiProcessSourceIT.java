package dev.gleaner.collector.source.gpu.smi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.collector.Folders;
import dev.gleaner.collector.GpuFolder;
import dev.gleaner.collector.TopicReader;
import dev.gleaner.collector.source.gpu.ChildFolder;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** nvidia-smi as a child of the collector, played by a script. */
@QuarkusTest
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class NvidiaSmiProcessSourceIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final String WATCH =
            "TZ=UTC --query-gpu=timestamp,uuid,utilization.gpu,clocks.current.sm --format=csv -l 15";

    @Inject
    NvidiaSmiProcessSource child;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "collector.gpu.nvidia-smi.path")
    Optional<Path> configuredProgram;

    private Path program;

    @BeforeEach
    void name() {
        program = configuredProgram.orElseThrow();
    }

    @Test
    void shouldKeepNvidiaSmiRunningUntilTheCollectorStops() throws Exception {
        await().atMost(PATIENCE).until(() -> signals().size() >= 4);

        assertThat(signals())
                .allMatch(signal -> signal.getResource().equals(GpuFolder.INSTANCE)
                        && signal.getPlace().getName().equals("nvidia-smi"));
        assertThat(signals().subList(0, 2))
                .flatExtracting(signal -> signal.getGpu().getCards(0).getSamplesList())
                .containsExactly(
                        sample(15, 5).setSmClock(345).setProcesses(1).build(),
                        sample(30, 6).setSmClock(345).setProcesses(1).build(),
                        sample(60, 7).build());
        assertThat(calls())
                .contains(
                        "TZ=UTC --help-query-gpu",
                        WATCH,
                        "TZ=UTC --query-compute-apps=gpu_uuid,pid,process_name,used_gpu_memory --format=csv");

        Files.writeString(program.resolveSibling("goes-on"), "");
        // The one that goes on has printed all it has: a minute that is published, and one that may not be over.
        await().atMost(PATIENCE)
                .until(() -> Files.exists(program.resolveSibling("printed"))
                        && running() == 1
                        && signals().size() % 2 == 1);
        child.stop(new ShutdownEvent());
        await().atMost(PATIENCE).until(() -> running() == 0);

        await("what would start it again has ended")
                .atMost(PATIENCE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("nvidia-smi")));
        assertThat(signals().size() % 2)
                .as("what was printed last is published")
                .isZero();
    }

    private static CardSample.Builder sample(long second, double utilization) {
        return CardSample.newBuilder()
                .setTime(TEN.plusSeconds(second).toEpochMilli())
                .setUtilization(utilization);
    }

    private List<Signal> signals() {
        return new TopicReader(bootstrapServers)
                .signals().stream()
                        .filter(signal -> signal.getGpu().getCardsList().stream()
                                .anyMatch(card -> card.getUuid().equals(ChildFolder.CARD)))
                        .toList();
    }

    private long running() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(program + " --query-gpu="))
                        .isPresent())
                .count();
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(program.resolveSibling("calls"));
    }
}
