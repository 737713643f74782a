package dev.gleaner.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.contracts.signal.proto.Flow;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.Talker;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of flow logs in a folder, and an inventory that tells whose they are, on a real broker. */
@QuarkusTest
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class FlowLogIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Of the recorded inventory: 10.0.4.17 in vpc-0a1b2c3d, us-east-1b. */
    private static final String PORT = "eni-0a9b8c7d6e5f40312";

    @Inject
    NetworkLocator networkLocator;

    @Inject
    MeterRegistry meters;

    @ConfigProperty(name = "collector.flow-logs.folder")
    Optional<Path> folder;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @BeforeEach
    void awaitInventory() {
        await().atMost(PATIENCE)
                .until(() -> networkLocator.interfaces().byId(PORT).isPresent());
    }

    @Test
    void shouldPublishAFileOnceAndThenItsProgress() throws Exception {
        String name = "AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/03/01/"
                + "111122223333_vpcflowlogs_us-east-1_fl-0a_20260301T1020Z_1a2b.log.gz";
        Instant delivered = Instant.parse("2026-03-01T10:20:00Z");

        TrailFolder.put(
                folder.orElseThrow(),
                name,
                Bytes.gzip(
                        ("version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start"
                                        + " end action log-status\n"
                                        + "2 111122223333 " + PORT
                                        + " 10.0.4.17 10.0.4.18 1 2 6 1 700 1772360100 1772360160 ACCEPT OK\n"
                                        + "2 111122223333 " + PORT + " - - - - - - - 1772360100 1772360160 - NODATA\n")
                                .getBytes(UTF_8)));

        await().atMost(PATIENCE).until(() -> progress().contains(delivered.toEpochMilli()));
        assertThat(signals(name)).singleElement().satisfies(signal -> {
            assertThat(signal.getResource()).isEqualTo("arn:aws:ec2:us-east-1:111122223333:vpc/vpc-0a1b2c3d");
            assertThat(signal.getSource()).isEqualTo("flow-logs");
            assertThat(signal.getFlow())
                    .isEqualTo(Flow.newBuilder()
                            .setSourceClass("same-zone")
                            .setDestinationClass("same-zone")
                            .setBytes(700)
                            .setFrom(Instant.parse("2026-03-01T10:00:00Z").toEpochMilli())
                            .setUntil(Instant.parse("2026-03-01T11:00:00Z").toEpochMilli())
                            .addTalkers(Talker.newBuilder()
                                    .setInterface(PORT)
                                    .setResource("arn:aws:ec2:us-east-1:111122223333:instance/i-0ccccccccccccccc1")
                                    .setBytes(700))
                            .build());
        });
        assertThat(meters.counter("gleaner.collector.skipped", "source", "flow-logs", "reason", "NODATA")
                        .count())
                .isPositive();
    }

    @Test
    void shouldKeepAFileThatIsBrokenAndReadTheOthers() throws Exception {
        TrailFolder.put(folder.orElseThrow(), "broken.parquet", "PAR1 and no more".getBytes(UTF_8));
        TrailFolder.put(
                folder.orElseThrow(),
                "later.log",
                ("account-id interface-id srcaddr dstaddr bytes start\n111122223333 " + PORT
                                + " 10.0.4.17 10.0.4.18 5 1772360100\n")
                        .getBytes(UTF_8));

        await().atMost(PATIENCE).until(() -> !signals("later.log").isEmpty());
        await().atMost(PATIENCE)
                .until(() -> topics().deadLetters().stream()
                        .anyMatch(letter -> letter.place().equals("broken.parquet")
                                && letter.source().equals("flow-logs")));
    }

    private List<Long> progress() {
        return topics().signals().stream()
                .flatMap(signal -> signal.getProgress().getSourcesList().stream())
                .filter(source -> source.getSource().equals("flow-logs"))
                .map(source -> source.getThrough())
                .toList();
    }

    private List<Signal> signals(String place) {
        return topics().signals().stream()
                .filter(signal -> signal.getPlace().getName().equals(place))
                .toList();
    }

    private TopicReader topics() {
        return new TopicReader(bootstrapServers);
    }
}
