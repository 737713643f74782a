package dev.gleaner.analyzer.topology;

import static dev.gleaner.analyzer.fixture.Signals.progress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.analyzer.evaluation.AnalyzerConfig;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.SignalsTopic;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.kafka.RealKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Local stores that may contain writes of an aborted transaction are not used after an unclean end. */
class UncleanEndIT {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final int BUCKETS = 400;

    @TempDir
    private Path folder;

    /**
     * apache/kafka#22548: the checkpoint file of a running task stayed, so that its stores were trusted after {@code kill -9}. An
     * episode that is marked as published although its finding was aborted loses the finding.
     */
    @Test
    void shouldLoseNoFindingOfATransactionThatWasAborted() throws IOException, InterruptedException {
        SignalsTopic topic = SignalsTopic.create(RealKafka.bootstrapServers(), 2);
        Signal through = progress("inventory-buckets", hour(26));
        List<Signal> signals = buckets();
        topic.send(signals);
        topic.send(through);
        signals.add(through);

        kill(startKilledAnalyzer());
        assertThat(topic.findings()).isEmpty();
        List<Finding> expected = new Backtest(
                        Defaults.kinds(), Defaults.of(AnalyzerConfig.class).timing())
                .run(signals)
                .findings();
        try (KafkaStreams streams =
                KilledAnalyzer.start(RealKafka.bootstrapServers(), stores(), new DefaultKafkaClientSupplier())) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(topic.findings()).hasSize(expected.size()));
        }

        assertThat(expected).hasSizeGreaterThanOrEqualTo(BUCKETS);
        assertThat(topic.findings()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private Process startKilledAnalyzer() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledAnalyzer.class.getName(),
                        RealKafka.bootstrapServers(),
                        stores().toString(),
                        marker().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("killed.log").toFile())
                .start();
    }

    /** Kills it while a transaction is open whose episodes are on the disk already. */
    private void kill(Process analyzer) throws InterruptedException {
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(marker()));
            await().atMost(Duration.ofSeconds(30)).until(() -> episodesOnDisk() > 0);
        } finally {
            analyzer.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private int episodesOnDisk() throws RocksDBException {
        return episodesOnDisk("0_0") + episodesOnDisk("0_1");
    }

    private int episodesOnDisk(String task) throws RocksDBException {
        Path store = stores().resolve(KilledAnalyzer.APPLICATION)
                .resolve(task)
                .resolve("rocksdb")
                .resolve(StoreName.STATE.storeName());
        int count = 0;
        try (RocksDB episodes = RocksDB.openReadOnly(store.toString());
                RocksIterator rows = episodes.newIterator()) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                count += rows.key()[0] == 'e' ? 1 : 0;
            }
        }
        return count;
    }

    private Path stores() {
        return folder.resolve("stores");
    }

    private Path marker() {
        return folder.resolve("transaction-is-open");
    }

    private static List<Signal> buckets() {
        List<Signal> signals = new ArrayList<>();
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            signals.add(Signals.bucket(
                    "lake-" + bucket,
                    hour(1),
                    Inventory.newBuilder().addPrefixNames("training-data/").setLifecycleDocument("{\"Rules\":[]}")));
        }
        return signals;
    }

    private static Instant hour(int number) {
        return START.plus(number, ChronoUnit.HOURS);
    }
}
