package dev.gleaner.collector.source.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.collector.Folders;
import dev.gleaner.collector.TopicReader;
import dev.gleaner.collector.aws.ClientsAt;
import dev.gleaner.collector.kafka.CheckpointReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.progress.ProgressPublisher;
import dev.gleaner.collector.source.RoundsAt;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailConfig;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import dev.gleaner.test.MutableClock;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The event history, asked of a server that answers as AWS does. */
@QuarkusTest
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class LookupIT {

    private final Instant start = Instant.parse("2026-03-01T10:00:00Z");

    /** The tests share their topics. */
    private final String region = "test-" + UUID.randomUUID();

    private final MutableClock clock = new MutableClock(start);
    private final RecordedHistory history = new RecordedHistory(2);
    private EventHistorySource lookup;

    @Inject
    KafkaPublisher publisher;

    @Inject
    ProgressPublisher progress;

    @Inject
    CheckpointReader checkpointReader;

    @Inject
    SourceMeters meters;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @BeforeAll
    static void signIn() {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
    }

    @AfterEach
    void close() {
        history.close();
    }

    /**
     * A start that is set after the answer has come, or behind the newest event, fetches twice or leaves out what comes
     * late (ansible/event-driven-ansible#169).
     */
    @Test
    void shouldFetchNothingTwiceAndLeaveNothingOutThatComesLate() {
        start();
        String early = event(Duration.ofMinutes(-20));
        String young = event(Duration.ofMinutes(-1));
        lookup.poll();
        assertThat(sent()).containsExactlyInAnyOrder(early, young);

        clock.advance(Duration.ofMinutes(5));
        String late = event(Duration.ofMinutes(-4));
        String fresh = event(Duration.ofMinutes(3));
        lookup.poll();
        lookup.poll();

        assertThat(sent()).containsExactlyInAnyOrder(early, young, late, fresh);
        assertThat(history.asked())
                .filteredOn(asked -> asked.until().equals(start.plus(Duration.ofMinutes(5))))
                .first()
                .satisfies(asked -> assertThat(asked.from()).isEqualTo(start.minus(Duration.ofMinutes(15))));
    }

    @Test
    void shouldGoOnAfterARestartWhereItWas() {
        start();
        String before = event(Duration.ofMinutes(-1));
        lookup.poll();

        clock.advance(Duration.ofHours(3));
        String meanwhile = event(Duration.ofHours(1));
        start();
        lookup.poll();

        assertThat(sent()).containsExactlyInAnyOrder(before, meanwhile);
    }

    /** The quota of an account in a region. */
    @Test
    void shouldTurnPagesTwiceASecondAtMost() {
        start();
        List<String> all = List.of(
                event(Duration.ofMinutes(-5)),
                event(Duration.ofMinutes(-4)),
                event(Duration.ofMinutes(-3)),
                event(Duration.ofMinutes(-2)),
                event(Duration.ofMinutes(-1)));
        lookup.poll();

        List<RecordedHistory.Asked> asked = history.asked();
        assertThat(sent()).containsExactlyInAnyOrderElementsOf(all);
        assertThat(asked).extracting(RecordedHistory.Asked::token).contains("2", "4");
        for (int call = 2; call < asked.size(); call++) {
            assertThat(Duration.ofNanos(
                            asked.get(call).nanos() - asked.get(call - 2).nanos()))
                    .isGreaterThan(Duration.ofMillis(900));
        }
    }

    @Test
    void shouldTellProgressUpToWhatHasSurelyCome() {
        start();
        lookup.poll();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(progress()).contains(start.minus(Duration.ofMinutes(15))));
    }

    /** As after a start: nothing in memory. */
    private void start() {
        ClientsAt aws = ClientsAt.of(history.endpoint(), clock, Map.of("collector.aws.regions", region));
        lookup = new EventHistorySource(
                TrailConfig.of(Map.of("collector.cloudtrail.lookup.lookback", "PT1H")),
                aws.clients(),
                RoundsAt.of(aws, meters),
                new NetworkLocator(),
                new SourceEnvironment(progress, publisher, checkpointReader, meters, clock));
    }

    private String event(Duration after) {
        String id = UUID.randomUUID().toString();
        history.add(id, start.plus(after), "i-0aaaaaaaaaaaaaaa3");
        return id;
    }

    private List<String> sent() {
        return new TopicReader(bootstrapServers)
                .signals().stream()
                        .filter(signal -> signal.getPlace().getName().equals("cloudtrail:LookupEvents " + region))
                        .map(signal -> signal.getChanged().getEventId())
                        .toList();
    }

    /** The furthest that was told. */
    private Optional<Instant> progress() {
        return new TopicReader(bootstrapServers)
                .signals().stream()
                        .flatMap(signal -> signal.getProgress().getSourcesList().stream())
                        .filter(entry -> entry.getSource().equals("cloudtrail-lookup")
                                && entry.getAccount().equals("111122223333")
                                && entry.getRegion().equals(region))
                        .map(SourceProgress::getThrough)
                        .map(Instant::ofEpochMilli)
                        .max(Instant::compareTo);
    }
}
