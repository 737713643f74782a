package dev.gleaner.collector.source.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.Folders;
import dev.gleaner.collector.TopicReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Changed;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import dev.gleaner.contracts.topic.DeadLetter;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(KafkaTestResource.class)
@WithTestResource(Folders.class)
class InventoryFolderIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @ConfigProperty(name = "collector.inventory.folder")
    Optional<Path> configuredFolder;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Inject
    InstanceInventorySource api;

    @Inject
    MeterRegistry meters;

    @Inject
    KafkaPublisher publisher;

    private final Instant written = Instant.now().minus(Duration.ofHours(2));
    private TopicReader topics;
    private Path folder;

    @BeforeEach
    void connect() {
        topics = new TopicReader(bootstrapServers);
        folder = configuredFolder.orElseThrow();
    }

    @Test
    void shouldNotAskTheApi() {
        assertThat(api.polling().enabled()).isFalse();
    }

    @Test
    void shouldPublishAnAnswerAndThenItsProgressAsOfTheTimeItWasWritten() throws Exception {
        long asOf = written.truncatedTo(ChronoUnit.MILLIS).toEpochMilli();

        // Other instances than those that are listed from the start.
        String answer = new String(Bytes.ofResource("inventory/us-east-1.json"), StandardCharsets.UTF_8)
                .replace("i-0ccc", "i-0ddd");

        AnswersFolder.put(folder, "a/cli.json", answer.getBytes(StandardCharsets.UTF_8), written);

        await().atMost(PATIENCE)
                .until(() -> progress("111122223333", "us-east-1").contains(asOf));
        assertThat(progress("444455556666", "us-west-2")).contains(asOf);
        assertThat(listed("a/cli.json"))
                .extracting(Signal::getResource)
                .containsExactlyInAnyOrder(
                        "arn:aws:ec2:us-east-1:111122223333:instance/i-0dddcccccccccccc1",
                        "arn:aws:ec2:us-west-2:444455556666:instance/i-0dddcccccccccccc2");
        assertThat(listed("a/cli.json")).allMatch(signal -> signal.getObservedAt() == asOf);
        assertThat(topics.records(Topic.INVENTORY))
                .anyMatch(record -> record.key().endsWith("i-0dddcccccccccccc1"));
    }

    @Test
    void shouldReadAgainOnlyWhatChanged() throws Exception {
        Instant later = written.plus(Duration.ofMinutes(5));
        AnswersFolder.put(folder, "same.json", answer("777700000001", "running"), written);
        AnswersFolder.put(folder, "changing.json", answer("777700000002", "running"), written);
        await().atMost(PATIENCE).until(() -> listed("changing.json").size() == 1);

        AnswersFolder.put(folder, "changing.json", answer("777700000002", "stopped"), later);

        await().atMost(PATIENCE)
                .until(() -> progress("777700000002", "eu-west-3")
                        .contains(later.truncatedTo(ChronoUnit.MILLIS).toEpochMilli()));
        assertThat(listed("changing.json"))
                .extracting(signal -> signal.getInventory().getState())
                .containsExactly("running", "stopped");
        assertThat(listed("same.json")).hasSize(1);
    }

    /**
     * The times differ by a millisecond, so that they are in the same period of six hours. They are after all changes that other
     * tests publish: the first listing of a resource counts only from the newest change on.
     */
    @Test
    void shouldPublishAnUnchangedListingAgainOnlyAfterAChange() throws Exception {
        String account = String.format("%012d", ThreadLocalRandom.current().nextLong(1_000_000_000_000L));
        String arn = "arn:aws:ec2:eu-west-3:" + account + ":instance/i-0abc" + account;
        Instant now = Instant.now();
        double unchanged = unchanged();
        AnswersFolder.put(folder, "unchanged.json", answer(account, "running"), now);
        await().atMost(PATIENCE).until(() -> listings(arn) == 1);

        AnswersFolder.put(folder, "unchanged.json", answer(account, "running"), now.plusMillis(1));
        await().atMost(PATIENCE).until(() -> progress(account, "eu-west-3").contains(millis(now) + 1));
        assertThat(listings(arn)).isEqualTo(1);
        assertThat(unchanged()).isEqualTo(unchanged + 1);

        publisher.publishSignals(List.of(Signal.newBuilder()
                .setResource(arn)
                .setSource("cloudtrail-folder")
                .setObservedAt(millis(now) + 1)
                .setChanged(Changed.newBuilder().setEventId("stopped").setChange(Change.STOPPED))
                .build()));
        AnswersFolder.put(folder, "unchanged.json", answer(account, "running"), now.plusMillis(2));

        await().atMost(PATIENCE).until(() -> listings(arn) == 2);
    }

    private long listings(String arn) {
        return topics.signals().stream()
                .filter(signal -> signal.hasInventory() && signal.getResource().equals(arn))
                .count();
    }

    @Test
    void shouldNotKnowTheFuture() throws Exception {
        AnswersFolder.put(
                folder,
                "future.json",
                answer("777700000003", "running"),
                Instant.now().plus(Duration.ofDays(2)));

        await().atMost(PATIENCE)
                .until(() -> !progress("777700000003", "eu-west-3").isEmpty());
        assertThat(progress("777700000003", "eu-west-3"))
                .allMatch(through -> through <= Instant.now().toEpochMilli());
    }

    @Test
    void shouldTellOfAFileThatIsNoAnswerAndReadTheOthers() throws Exception {
        byte[] whole = Bytes.ofResource("inventory/us-east-1.json");
        double before = deadLetters();

        AnswersFolder.put(folder, "bad/half.json", Arrays.copyOf(whole, whole.length - 20), written);
        AnswersFolder.put(folder, "bad/notes.txt", "not an answer".getBytes(StandardCharsets.UTF_8), written);
        AnswersFolder.put(folder, "good.json", answer("777700000004", "running"), written.plusSeconds(1));

        await().atMost(PATIENCE).until(() -> listed("good.json").size() == 1);
        DeadLetter half = topics.deadLetters().stream()
                .filter(letter -> letter.place().startsWith("bad/"))
                .reduce((one, other) -> {
                    throw new IllegalStateException("more than one: " + one + other);
                })
                .orElseThrow();
        assertThat(half.place()).isEqualTo("bad/half.json");
        assertThat(half.source()).isEqualTo("inventory");
        assertThat(half.reason()).contains("DescribeInstances", "line");
        assertThat(half.size()).isEqualTo(whole.length - 20);
        assertThat(listed("bad/half.json")).isEmpty();
        assertThat(deadLetters()).isEqualTo(before + 1);
    }

    private double deadLetters() {
        return meters.counter("gleaner.collector.dead.letters", "source", "inventory")
                .count();
    }

    private double unchanged() {
        return meters.counter("gleaner.collector.skipped", "source", "inventory", "reason", "unchanged")
                .count();
    }

    private static long millis(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toEpochMilli();
    }

    private List<Signal> listed(String place) {
        return topics.signals().stream()
                .filter(signal -> signal.getPlace().getName().equals(place))
                .toList();
    }

    private List<Long> progress(String account, String region) {
        return topics.signals().stream()
                .flatMap(signal -> signal.getProgress().getSourcesList().stream())
                .filter(entry -> entry.getSource().equals("inventory")
                        && entry.getAccount().equals(account)
                        && entry.getRegion().equals(region))
                .map(SourceProgress::getThrough)
                .toList();
    }

    private static byte[] answer(String account, String state) {
        return """
                {"Reservations":[{"OwnerId":"%s","Instances":[{"InstanceId":"i-0abc%s","InstanceType":"t3.large",
                 "State":{"Name":"%s"},"Placement":{"AvailabilityZone":"eu-west-3a"}}]}]}""".formatted(account, account, state).getBytes(StandardCharsets.UTF_8);
    }
}
