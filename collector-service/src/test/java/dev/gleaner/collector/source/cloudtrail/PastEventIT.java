package dev.gleaner.collector.source.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.Folders;
import dev.gleaner.collector.TopicReader;
import dev.gleaner.collector.aws.ClientsAt;
import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.kafka.CheckpointReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListingRegistry;
import dev.gleaner.collector.listing.kind.ElasticIpListing;
import dev.gleaner.collector.listing.kind.NotebookListing;
import dev.gleaner.collector.listing.kind.VolumeListing;
import dev.gleaner.collector.progress.BackfillCalls;
import dev.gleaner.collector.progress.ProgressPublisher;
import dev.gleaner.collector.source.FirstStart;
import dev.gleaner.collector.source.RoundsAt;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailConfig;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.MutableClock;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.quarkus.arc.All;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The event history of an account that has existed for 400 days, at the first start. */
@QuarkusTest
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class PastEventIT {

    private static final String ACCOUNT = "111122223333";
    private static final String EC2 = "ec2.amazonaws.com";

    private final Instant now = Instant.parse("2026-03-01T10:00:00Z");

    /** The tests share their topics; records are of the region in which they say that they were recorded. */
    private final String region = "test-" + UUID.randomUUID();

    private final String test = UUID.randomUUID().toString();
    private final MutableClock clock = new MutableClock(now);
    private final RecordedHistory history = new RecordedHistory(2);
    private final InstanceRegistry instances = new InstanceRegistry();
    private final ListingRegistry registry = new ListingRegistry();
    private BackfillCalls backfill = new BackfillCalls();
    private PastEventSource source;

    @Inject
    KafkaPublisher publisher;

    @Inject
    ProgressPublisher progress;

    @Inject
    CheckpointReader checkpointReader;

    @Inject
    SourceMeters meters;

    @Inject
    @All
    List<KindListing> kinds;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @BeforeAll
    static void signIn() {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
    }

    @BeforeEach
    void list() {
        publisher.publishCheckpoint(
                "first-start",
                "{\"at\":\"2026-01-01T00:00:00Z\",\"readsThePast\":true}".getBytes(StandardCharsets.UTF_8));
        instances.replace(new InstanceRegistry.Region(
                ACCOUNT, region, List.of(new InstanceRegistry.Member(ACCOUNT, id("i-kept"), Optional.empty()))));
        registry.replace(
                ACCOUNT,
                region,
                ListedRegion.of(List.of())
                        .with(
                                VolumeListing.ListedVolume.class,
                                List.of(new VolumeListing.ListedVolume(
                                        arn(ResourceKind.VOLUME, "vol-kept"), false, false)))
                        .with(
                                ElasticIpListing.ListedAddress.class,
                                List.of(new ElasticIpListing.ListedAddress(id("eipalloc-kept"))))
                        .with(NotebookListing.NotebookInstance.class, List.of()));
        call(Duration.ofDays(80), "CreateVolume", "{}", "{\"volumeId\":\"%s\"}".formatted(id("vol-kept")));
        call(Duration.ofDays(70), "AttachVolume", volume("vol-kept"), "{}");
        call(Duration.ofDays(40), "DetachVolume", volume("vol-kept"), "{}");
        call(Duration.ofDays(39), "DetachVolume", volume("vol-deleted"), "{}");
        call(Duration.ofDays(200), "DetachVolume", volume("vol-kept"), "{}");
        String association = "{\"associationId\":\"%s\"}".formatted(id("eipassoc-1"));
        call(
                Duration.ofDays(60),
                "AssociateAddress",
                "{\"allocationId\":\"%s\"}".formatted(id("eipalloc-kept")),
                association);
        call(Duration.ofDays(20), "DisassociateAddress", association, "{}");
        call(Duration.ofDays(30), "RunInstances", "{}", run("i-kept"));
        call(Duration.ofDays(29), "RunInstances", "{}", run("i-gone"));
        for (int day = 1; day <= 5; day++) {
            call(Duration.ofDays(day), "RunInstances", "{}", run("i-gone-" + day));
        }
    }

    @AfterEach
    void close() {
        history.close();
    }

    @Test
    void shouldTellWhatHappenedIn90DaysToWhatThereIs() {
        start();
        source.poll();

        assertThat(sent())
                .containsExactlyInAnyOrder(
                        "CREATED vol-kept 80",
                        "ATTACHED vol-kept 70",
                        "DETACHED vol-kept 40",
                        "ATTACHED eipalloc-kept 60",
                        "DETACHED eipalloc-kept 20",
                        "CREATED i-kept 30");
        assertThat(history.asked())
                .as("names of kinds of which nothing is listed are not looked up")
                .noneMatch(asked -> asked.name().contains("Notebook"))
                .allMatch(asked -> asked.from().equals(now.minus(Duration.ofDays(90))));
        assertThat(backfill.readings()).singleElement().satisfies(reading -> {
            assertThat(reading.done()).isEqualTo(history.asked().size());
            assertThat(reading.expected()).isEqualTo(reading.done());
            assertThat(reading.usd()).isZero();
        });
    }

    @Test
    void shouldGoOnAfterAnInterruptionWithoutAskingTwice() {
        start();
        history.refuseAfter(8);
        assertThatThrownBy(source::poll).hasMessageContaining("not all calls");
        List<RecordedHistory.Asked> before = history.asked();

        history.refuseAfter(Integer.MAX_VALUE);
        clock.advance(Duration.ofHours(1));
        start();
        source.poll();
        start();
        source.poll();

        List<RecordedHistory.Asked> after =
                history.asked().subList(before.size(), history.asked().size());
        assertThat(sent()).contains("DETACHED vol-kept 40", "CREATED i-kept 30").doesNotHaveDuplicates();
        assertThat(after)
                .isNotEmpty()
                .noneMatch(asked -> before.stream()
                        .limit(8)
                        .anyMatch(earlier -> earlier.name().equals(asked.name())
                                && earlier.until().equals(asked.until())
                                && earlier.token().equals(asked.token())));
    }

    @Test
    void shouldNotHoldUpProgressForLongerThanItMay() {
        start(Map.of("collector.cloudtrail.history.longest", "PT0S"));
        source.poll();
        start();
        source.poll();

        assertThat(history.asked()).isEmpty();
    }

    private void start() {
        start(Map.of());
    }

    /** As after a start: nothing in memory. */
    private void start(Map<String, String> values) {
        ClientsAt aws = ClientsAt.of(history.endpoint(), clock, Map.of("collector.aws.regions", region));
        backfill = new BackfillCalls();
        source = new PastEventSource(
                TrailConfig.of(values),
                aws.clients(),
                RoundsAt.of(aws, meters),
                new FirstStart(checkpointReader, publisher, clock),
                new PastEventResources(TrailConfig.of(values), () -> true, instances, registry, kinds),
                backfill,
                new SourceEnvironment(progress, publisher, checkpointReader, meters, clock));
    }

    private void call(Duration before, String name, String request, String response) {
        history.add(new RecordedHistory.Known(
                UUID.randomUUID().toString(), now.minus(before), region, EC2, name, request, response));
    }

    private String volume(String volume) {
        return "{\"volumeId\":\"%s\"}".formatted(id(volume));
    }

    private String run(String instance) {
        return "{\"instancesSet\":{\"items\":[{\"instanceId\":\"%s\"}]}}".formatted(id(instance));
    }

    private Arn arn(ResourceKind kind, String name) {
        return kind.arn(region, ACCOUNT, id(name));
    }

    private String id(String name) {
        return name + "-" + test;
    }

    /** Change, resource, and days ago. */
    private List<String> sent() {
        return new TopicReader(bootstrapServers)
                .signals().stream()
                        .filter(Signal::hasChanged)
                        .filter(signal -> signal.getResource().contains(test))
                        .peek(signal -> assertThat(signal.getChanged().getActor())
                                .isEqualTo("arn:aws:iam::111122223333:role/scheduler"))
                        .map(signal -> signal.getChanged().getChange() + " "
                                + Arn.parse(signal.getResource()).id().replace("-" + test, "") + " "
                                + Duration.between(
                                                Instant.ofEpochMilli(
                                                        signal.getChanged().getTime()),
                                                now)
                                        .toDays())
                        .toList();
    }
}
