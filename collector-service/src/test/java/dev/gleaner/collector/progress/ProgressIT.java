package dev.gleaner.collector.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.TopicReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two collectors that share the deliveries of a region, on one broker. */
@QuarkusTest
@WithTestResource(KafkaTestResource.class)
class ProgressIT {

    private static final int PARTITIONS = 32;
    private static final Duration SETTLING = Duration.ofMinutes(10);
    private static final Instant NOW = Instant.parse("2026-03-01T13:00:00Z");

    @Inject
    KafkaPublisher publisher;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private final SourceScope sourceScope =
            new SourceScope("metric-stream", UUID.randomUUID().toString(), "us-east-1");
    private ProgressPublisher first;
    private ProgressPublisher second;

    @BeforeEach
    void start() {
        first = owner("collector-0");
        second = owner("collector-1");
    }

    @Test
    void shouldTellWhatIsOutstandingAtEachCollectorByItsName() {
        Instant outstanding = NOW.minusSeconds(1800);
        first.advanceShared(sourceScope, NOW.minusSeconds(3600), SETTLING);
        try (ProgressPublisher.Receipt receipt = first.receive(
                new PushedDelivery("metric-stream", "request-1", Optional.empty(), Map.of(sourceScope, outstanding)))) {
            assertThat(receipt).isNotNull();
        }
        second.advanceShared(sourceScope, NOW.minusSeconds(60), SETTLING);

        first.publish();
        second.publish();

        assertThat(reports("collector-0")).hasSize(PARTITIONS).allSatisfy(report -> {
            assertThat(report.getThrough())
                    .isEqualTo(NOW.minusSeconds(3600).minus(SETTLING).toEpochMilli());
            assertThat(report.getClear()).isEqualTo(outstanding.toEpochMilli() - 1);
        });
        assertThat(reports("collector-1")).hasSize(PARTITIONS).allSatisfy(report -> {
            assertThat(report.getThrough())
                    .isEqualTo(NOW.minusSeconds(60).minus(SETTLING).toEpochMilli());
            assertThat(report.getClear()).isEqualTo(NOW.minus(SETTLING).toEpochMilli());
        });
    }

    @Test
    void shouldSayAtItsEndThatNobodyHasToWaitForItAndNothingAfterwards() throws Exception {
        first.advanceShared(sourceScope, NOW.minusSeconds(60), SETTLING);
        first.publish();

        first.stop(new ShutdownEvent());
        first.advanceShared(sourceScope, NOW, SETTLING);
        first.publish();

        assertThat(reports("collector-0")).hasSize(2 * PARTITIONS);
        assertThat(reports("collector-0"))
                .filteredOn(SourceProgress::getEnded)
                .hasSize(PARTITIONS)
                .allSatisfy(report -> assertThat(report.getThrough())
                        .isEqualTo(NOW.minusSeconds(60).minus(SETTLING).toEpochMilli()));
    }

    private List<SourceProgress> reports(String reporter) {
        return new TopicReader(bootstrapServers)
                .records(Topic.SIGNALS).stream()
                        .flatMap(record -> TopicReader.signal(record).getProgress().getSourcesList().stream())
                        .filter(report -> report.getAccount().equals(sourceScope.account()))
                        .filter(report -> report.getReporter().equals(reporter))
                        .toList();
    }

    private ProgressPublisher owner(String reporter) {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        ProgressAt.Config config = new ProgressAt.Config(reporter);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        return new ProgressPublisher(
                config,
                new BackfillTracker(config, clock),
                publisher,
                new SourceLagTracker(registry, clock),
                registry,
                clock);
    }
}
