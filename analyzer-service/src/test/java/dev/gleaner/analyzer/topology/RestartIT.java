package dev.gleaner.analyzer.topology;

import static dev.gleaner.analyzer.fixture.Signals.CPU;
import static dev.gleaner.analyzer.fixture.Signals.progress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.analyzer.fixture.Life;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.SignalsTopic;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.kafka.RealKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was known and said is there after a restart, from the local stores or, without them, from Kafka. */
class RestartIT {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final String RESOURCE = Signals.instance("i-restarted");
    private static final int HOURS = 10 * 24;

    @TempDir
    private Path folder;

    @Test
    void shouldGoOnWhereItStopped() {
        SignalsTopic topic = SignalsTopic.create(RealKafka.bootstrapServers(), 2);
        topic.send(recording());
        through(topic, HOURS);
        try (KafkaStreams streams = start("kept")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> own(topic).size() == 1);
        }

        topic.send(List.of(Signals.metric(RESOURCE, CPU, hour(HOURS), 90, 99)));
        through(topic, HOURS + 25);
        try (KafkaStreams streams = start("lost")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> own(topic).size() == 2);
        }

        assertThat(own(topic))
                .extracting(Finding::status)
                .containsExactly(Finding.Status.OPEN, Finding.Status.RESOLVED);
        assertThat(own(topic)).extracting(Finding::version).containsExactly(1, 2);
        assertThat(own(topic))
                .extracting(Finding::id)
                .containsOnly(own(topic).get(0).id());
    }

    private static List<Signal> recording() {
        List<Signal> signals = new ArrayList<>();
        Random random = new Random(3);
        for (int hour = 0; hour < HOURS; hour++) {
            Life.IDLE.hour(RESOURCE, hour, START, random, signals);
        }
        return signals;
    }

    private static void through(SignalsTopic topic, int hours) {
        topic.send(progress("metric-stream", hour(hours)));
        topic.send(progress("inventory", hour(hours)));
    }

    private static List<Finding> own(SignalsTopic topic) {
        return topic.findings().stream()
                .filter(finding -> finding.resource().equals(RESOURCE))
                .toList();
    }

    private KafkaStreams start(String stateFolder) {
        return InProcessAnalyzer.start("restart-test", "restart-test", folder.resolve(stateFolder), Map.of());
    }

    private static Instant hour(int number) {
        return START.plus(number, ChronoUnit.HOURS);
    }
}
