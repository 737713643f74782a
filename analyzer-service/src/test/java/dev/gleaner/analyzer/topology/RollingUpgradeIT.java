package dev.gleaner.analyzer.topology;

import static dev.gleaner.analyzer.fixture.Signals.progress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.analyzer.evaluation.AnalyzerConfig;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Life;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.SignalsTopic;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.kafka.RealKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two analyzers with a copy of each other's state are upgraded one after another, while hours go on arriving. */
class RollingUpgradeIT {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final int PARTITIONS = 4;

    private static final int INSTANCES = 24;

    /** An instance works for an hour in ten days: it is idle from the eighth day on. Every ten hours another one does. */
    private static final int CYCLE_HOURS = 10 * 24;

    private static final int BACKFILL_HOURS = 8 * 24;

    private static final Duration HOUR_TIME = Duration.ofMillis(150);

    /** Long enough for an analyzer to be back in time on a busy machine. */
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(12);

    @TempDir
    private Path folder;

    private final List<Signal> sent = new ArrayList<>();
    private final List<KafkaStreams> analyzers = new ArrayList<>();
    private final Random random = new Random(5);
    private final ScheduledExecutorService hours = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void close() {
        hours.shutdownNow();
        analyzers.forEach(KafkaStreams::close);
    }

    @Test
    void shouldPublishEachFindingOnceWhenAnalyzersAreReplacedOneAfterAnother() throws InterruptedException {
        SignalsTopic topic = SignalsTopic.create(RealKafka.bootstrapServers(), PARTITIONS);
        for (int hour = 0; hour < BACKFILL_HOURS; hour++) {
            sendSignals(topic, hour);
        }
        analyzers.add(start(0));
        analyzers.add(start(1));
        awaitTasks(0, PARTITIONS / 2);
        awaitTasks(1, PARTITIONS / 2);

        AtomicInteger next = new AtomicInteger(BACKFILL_HOURS);
        hours.scheduleWithFixedDelay(
                () -> sendHour(topic, next.getAndIncrement()), 0, HOUR_TIME.toMillis(), TimeUnit.MILLISECONDS);

        Set<TaskId> before = tasks(0);
        analyzers.get(0).close();
        analyzers.set(0, start(0));
        awaitTasks(0, PARTITIONS / 2);
        assertThat(tasks(0)).isEqualTo(before);

        // Not back in time: the other one continues from its copies.
        analyzers.get(1).close();
        awaitTasks(0, PARTITIONS);
        int published = topic.findings().size();
        await().atMost(Duration.ofSeconds(30)).until(() -> topic.findings().size() > published + PARTITIONS);
        analyzers.set(1, start(1));
        // It may get copies only, and partitions when these have caught up.
        await().atMost(Duration.ofSeconds(60)).until(() -> isRunning(1));

        hours.shutdown();
        assertThat(hours.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        List<Finding> expected = new Backtest(
                        Defaults.kinds(), Defaults.of(AnalyzerConfig.class).timing())
                .run(sent)
                .finals();
        assertThat(expected).hasSizeGreaterThan(PARTITIONS);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(finals(topic)).hasSizeGreaterThanOrEqualTo(expected.size()));
        assertThat(finals(topic)).containsExactlyInAnyOrderElementsOf(expected);
    }

    private void sendHour(SignalsTopic topic, int hour) {
        sendSignals(topic, hour);
        sendProgress(topic, hour);
    }

    private void sendSignals(SignalsTopic topic, int hour) {
        List<Signal> signals = new ArrayList<>();
        for (int instance = 0; instance < INSTANCES; instance++) {
            int hourOfCycle = (hour + instance * CYCLE_HOURS / INSTANCES) % CYCLE_HOURS;
            Instant cycle = START.plus(hour - hourOfCycle, ChronoUnit.HOURS);
            Life.WAKING.hour(Signals.instance("i-" + instance), hourOfCycle, cycle, random, signals);
        }
        topic.send(signals);
        sent.addAll(signals);
    }

    private void sendProgress(SignalsTopic topic, int hour) {
        for (String source : List.of("metric-stream", "inventory")) {
            Signal progress = progress(source, START.plus(hour + 1L, ChronoUnit.HOURS));
            topic.send(progress);
            sent.add(progress);
        }
    }

    private static List<Finding> finals(SignalsTopic topic) {
        return topic.findings().stream()
                .filter(finding -> !finding.provisional() && finding.revision() == 0)
                .toList();
    }

    private KafkaStreams start(int analyzer) {
        String name = "analyzer-" + analyzer;
        return InProcessAnalyzer.start(
                "rolling-upgrade",
                name,
                folder.resolve(name),
                Map.of(
                        StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG,
                        1,
                        "session.timeout.ms",
                        (int) SESSION_TIMEOUT.toMillis(),
                        "heartbeat.interval.ms",
                        1000));
    }

    private void awaitTasks(int analyzer, int number) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> isRunning(analyzer) && tasks(analyzer).size() == number);
    }

    private boolean isRunning(int analyzer) {
        return analyzers.get(analyzer).state() == KafkaStreams.State.RUNNING;
    }

    /** Those of the partitions of the signals. */
    private Set<TaskId> tasks(int analyzer) {
        return analyzers.get(analyzer).metadataForLocalThreads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .filter(task -> task.topicPartitions().stream()
                        .anyMatch(partition -> partition.topic().equals(Topic.SIGNALS.topicName())))
                .map(task -> task.taskId())
                .collect(Collectors.toSet());
    }
}
