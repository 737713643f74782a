package dev.gleaner.collector.source.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.TopicReader;
import dev.gleaner.collector.aws.ClientsAt;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudtrail.digest.AwsDigestKeyProvider;
import dev.gleaner.collector.source.cloudtrail.digest.SignedTrail;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.Trail;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailConfig;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.TrailParser;
import dev.gleaner.collector.source.sqs.SqsMessageReader;
import dev.gleaner.collector.source.sqs.SqsQueue;
import dev.gleaner.collector.source.sqs.SqsQueueReader;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import dev.gleaner.contracts.topic.DeadLetter;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.AwsTestResource;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import dev.gleaner.test.kafka.KafkaTestResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** A trail by queues: the application reads those of {@link AnnouncedTrail}; what fails is read from queues of the tests. */
@QuarkusTest
@NeedsAwsStandIn
@WithTestResource(KafkaTestResource.class)
@WithTestResource(AwsTestResource.class)
@WithTestResource(AnnouncedTrail.class)
class FileNotificationQueueIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration VISIBILITY = Duration.ofSeconds(2);

    /** Of a message that is worked on: long enough for a busy machine to extend it in time. */
    private static final Duration LONGER_VISIBILITY = Duration.ofSeconds(9);

    private static final int FILE_LIMIT = 100_000;
    private static final String FOLDER = "AWSLogs/111122223333/CloudTrail/us-east-2/2026/03/01/";

    @Inject
    RateLimitedAwsClients aws;

    @Inject
    SourceEnvironment environment;

    @Inject
    MeterRegistry registry;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private final String source = "test-" + UUID.randomUUID();

    @Test
    void shouldReadTheFilesThatS3Announces() {
        String first = file("us-east-2");
        String second = file("us-east-2");
        Instant before = Instant.now();

        AnnouncedTrail.put(first, Bytes.gzip(Bytes.ofResource("cloudtrail/spot.json")));
        AnnouncedTrail.put(second, Bytes.gzip(Bytes.ofResource("cloudtrail/run-instances.json")));

        await().atMost(PATIENCE)
                .until(() -> placed(first).size() == 3 && placed(second).size() == 2);
        await().atMost(PATIENCE).until(() -> AnnouncedTrail.FILES.size() == 0);
        assertThat(placed(first)).allMatch(signal -> signal.getSource().equals("cloudtrail-sqs"));
        await().atMost(PATIENCE)
                .until(
                        () -> progress("us-east-2").filter(through -> through.isAfter(before.minusSeconds(15 * 60))),
                        Optional::isPresent);
        assertThat(progress("us-east-2"))
                .hasValueSatisfying(
                        through -> assertThat(through).isBefore(Instant.now().minus(Duration.ofMinutes(15))));
    }

    @Test
    void shouldGoOnBehindMessagesThatNobodyCanUse() {
        String gone = file("us-east-2");
        String good = file("us-east-2");
        String poison = "no notification " + UUID.randomUUID();
        AnnouncedTrail.FILES.send(poison);
        AnnouncedTrail.FILES.send(Notices.created(AnnouncedTrail.BUCKET, gone));

        AnnouncedTrail.put(good, Bytes.ofResource("cloudtrail/spot.json"));

        await().atMost(PATIENCE).until(() -> placed(good).size() == 3);
        await().atMost(PATIENCE).until(() -> AnnouncedTrail.FILES.size() == 0);
        assertThat(new TopicReader(bootstrapServers).deadLetters())
                .filteredOn(letter -> letter.source().equals("cloudtrail-sqs"))
                .anySatisfy(letter -> assertThat(letter.head()).isEqualTo(poison))
                .anySatisfy(letter -> {
                    assertThat(letter.place()).isEqualTo(gone);
                    assertThat(letter.reason()).contains(AnnouncedTrail.BUCKET);
                });
    }

    /** A key that nobody can decode, and whatever else a reader stumbles over, costs its own message and no other. */
    @Test
    void shouldReadTheNextMessageBehindOneThatTheReaderFailsAt() {
        TestQueue queue = TestQueue.create(source);
        String name = file("us-east-2");
        AnnouncedTrail.put(source, name, Bytes.ofResource("cloudtrail/spot.json"), StorageClass.STANDARD);
        queue.send(Notices.created(source, "KEY").replace("KEY", "%zz"));
        queue.send("breaks the reader");
        queue.send(Notices.created(source, name));
        FileNotificationMessageReader files = messages(queue, aws, 5);
        SqsQueueReader<ParsedTrailBatch> reader = reader(queue, (message, parsedTrailBatch) -> {
            if (message.body().equals("breaks the reader")) {
                throw new IllegalStateException("of this message alone");
            }
            return files.read(message, parsedTrailBatch);
        });

        await().atMost(PATIENCE).until(() -> {
            reader.drain();
            return queue.size() == 1;
        });

        assertThat(deadLetters()).isEqualTo(1);
        assertThat(signals()).hasSize(3);
        assertThat(reader.drain()).as("one message is still to come").isEmpty();
    }

    /** Who can write to the queue must not choose what is read. */
    @Test
    void shouldNotReadFromABucketThatIsNotConfigured() {
        TestQueue queue = TestQueue.create(source);
        String name = file("us-east-2");
        AnnouncedTrail.put("other-" + source, name, Bytes.ofResource("cloudtrail/spot.json"), StorageClass.STANDARD);
        queue.send(Notices.created("other-" + source, name));

        await().atMost(PATIENCE).until(() -> files(queue, aws, 5).drain().isPresent());

        assertThat(signals()).isEmpty();
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.place()).isEqualTo(name);
            assertThat(letter.reason()).contains("other-" + source, "collector.cloudtrail.buckets");
        });
    }

    @Test
    void shouldNotReadAFileThatIsLargerThanTheLimit() {
        TestQueue queue = TestQueue.create(source);
        String name = file("us-east-2");
        AnnouncedTrail.put(source, name, new byte[FILE_LIMIT + 1], StorageClass.STANDARD);
        queue.send(Notices.created(source, name));

        await().atMost(PATIENCE).until(() -> files(queue, aws, 5).drain().isPresent());

        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.place()).isEqualTo(name);
            assertThat(letter.reason()).contains((FILE_LIMIT + 1) + " bytes", "collector.cloudtrail.file-limit");
        });
    }

    @Test
    void shouldSkipWhatIsNoLogFile() {
        String name = file("us-east-2").substring(FOLDER.length());
        double before = skipped("digest file") + skipped("insight file") + skipped("other object");

        AnnouncedTrail.put(
                FOLDER.replace("CloudTrail", "CloudTrail-Digest") + name, Bytes.ofResource("cloudtrail/digest.json"));
        AnnouncedTrail.put(
                FOLDER.replace("CloudTrail", "CloudTrail-Insight") + name, Bytes.ofResource("cloudtrail/insight.json"));
        AnnouncedTrail.put("AWSLogs/111122223333/Config/us-east-2/snapshot.json.gz", new byte[] {1});

        await().atMost(PATIENCE)
                .until(() -> skipped("digest file") + skipped("insight file") + skipped("other object") == before + 3);
        await().atMost(PATIENCE).until(() -> AnnouncedTrail.FILES.size() == 0);
        assertThat(skipped("digest file")).isPositive();
        assertThat(skipped("insight file")).isPositive();
    }

    @Test
    void shouldTakeTheRecordsOfEventBridge() {
        String id = UUID.randomUUID().toString();
        String event = new String(
                Bytes.ofResource("cloudtrail/start-instances-eventbridge.json"),
                java.nio.charset.StandardCharsets.UTF_8);

        AnnouncedTrail.EVENTS.send("hello");
        AnnouncedTrail.EVENTS.send(event.replace("e0000000-0000-4000-8000-000000000004", id));

        await().atMost(PATIENCE)
                .until(() -> new TopicReader(bootstrapServers)
                        .signals().stream()
                                .anyMatch(signal -> signal.getSource().equals("cloudtrail-eventbridge")
                                        && signal.getChanged().getEventId().equals(id)));
        await().atMost(PATIENCE).until(() -> AnnouncedTrail.EVENTS.size() == 0);
        assertThat(new TopicReader(bootstrapServers).deadLetters())
                .anyMatch(letter -> letter.source().equals("cloudtrail-eventbridge")
                        && letter.head().equals("hello"));
    }

    /** Else what takes long is read by another in the meantime, and again and again (redpanda-data/connect#4469). */
    @Test
    void shouldKeepAMessageFromComingAgainWhileItIsWorkedOn() throws Exception {
        TestQueue queue = TestQueue.create(source);
        queue.send("takes long");
        AtomicInteger times = new AtomicInteger();
        CountDownLatch worked = new CountDownLatch(1);
        try (AwsProxy proxy = AwsProxy.start(0, AwsStandIn.endpoint())) {
            SqsQueueReader<ParsedTrailBatch> slow = reader(
                    new SqsQueue(ClientsAt.endpoint(proxy.endpoint()), queue.url(), LONGER_VISIBILITY, Duration.ZERO),
                    (message, parsedTrailBatch) -> {
                        times.incrementAndGet();
                        return isWorked(worked);
                    });
            SqsQueueReader<ParsedTrailBatch> other = reader(queue, (message, parsedTrailBatch) -> {
                times.incrementAndGet();
                return true;
            });

            CompletableFuture<?> work = CompletableFuture.runAsync(slow::drain);
            await().atMost(PATIENCE).until(() -> times.get() == 1);
            // It is extended three times in the time after which it would come again.
            await().atMost(PATIENCE).until(() -> {
                assertThat(other.drain()).as("somebody works on it").isEmpty();
                return proxy.calls("ChangeMessageVisibilityBatch").size() > 3;
            });
            worked.countDown();
            work.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        assertThat(times).hasValue(1);
        assertThat(queue.size()).isZero();
    }

    /** Sent twice, under the same ids: that is harmless, and half of it would not be (elastic/beats#19901). */
    @Test
    void shouldSendAgainUnderTheSameIdsWhatFailedHalfway() {
        TestQueue queue = TestQueue.create(source);
        String first = file("us-east-2");
        String second = file("us-east-2");
        AnnouncedTrail.put(source, first, Bytes.ofResource("cloudtrail/spot.json"), StorageClass.STANDARD);
        AnnouncedTrail.put(source, second, Bytes.ofResource("cloudtrail/run-instances.json"), StorageClass.GLACIER);
        queue.send(Notices.created(source, first, second));

        assertThat(files(queue, aws, 5).drain()).isEmpty();
        assertThat(queue.size()).isEqualTo(1);
        assertThat(signals()).hasSize(3);

        AnnouncedTrail.put(source, second, Bytes.ofResource("cloudtrail/run-instances.json"), StorageClass.STANDARD);
        await().atMost(PATIENCE).until(() -> files(queue, aws, 5).drain().isPresent());

        assertThat(queue.size()).isZero();
        assertThat(signals()).hasSize(3 + 3 + 2);
        assertThat(signals().stream()
                        .map(signal -> signal.getChanged().getEventId() + signal.getResource())
                        .distinct())
                .hasSize(3 + 2);
        assertThat(deadLetters()).isZero();
    }

    @Test
    void shouldGiveUpAFileThatS3RefusesTooOften() {
        TestQueue queue = TestQueue.create(source);
        String name = file("us-east-2");
        AnnouncedTrail.put(source, name, Bytes.ofResource("cloudtrail/spot.json"), StorageClass.GLACIER);
        queue.send(Notices.created(source, name));

        files(queue, aws, 2).drain();
        assertThat(deadLetters()).isZero();
        await().atMost(PATIENCE).until(() -> files(queue, aws, 2).drain().isPresent());

        assertThat(deadLetters()).isEqualTo(1);
        assertThat(queue.size()).isZero();
    }

    /** The queue is empty without it, and progress goes on: somebody has to be told. */
    @Test
    void shouldCountWhatTheQueueMovesToItsDeadLetters() {
        TestQueue dead = TestQueue.create(source + "-dead");
        TestQueue queue = TestQueue.create(source);
        queue.redrive(dead, 2);
        queue.send("can't be read");
        SqsQueueReader<ParsedTrailBatch> reader = reader(queue, (message, parsedTrailBatch) -> false);

        reader.drain();
        assertThat(redriven()).isZero();
        await().atMost(PATIENCE).until(() -> reader.drain().isPresent());

        assertThat(redriven()).isEqualTo(1);
        assertThat(dead.size()).isEqualTo(1);
    }

    private double redriven() {
        return registry.counter("gleaner.collector.redriven", "source", source).count();
    }

    /** It is no fault of the file. */
    @Test
    void shouldGiveUpNothingWhileS3CanNotBeReached() {
        TestQueue queue = TestQueue.create(source);
        String name = file("us-east-2");
        AnnouncedTrail.put(source, name, Bytes.ofResource("cloudtrail/spot.json"), StorageClass.STANDARD);
        queue.send(Notices.created(source, name));

        try (AwsProxy proxy = AwsProxy.start(0, AwsStandIn.endpoint())) {
            proxy.answerAll(call -> call.action().startsWith("GET /" + source), 503, "");
            RateLimitedAwsClients withoutS3 = ClientsAt.endpoint(proxy.endpoint());
            files(queue, withoutS3, 1).drain();
        }

        assertThat(deadLetters()).isZero();
        // As long as the message is not visible again, the queue is empty, and so is the answer.
        await().atMost(PATIENCE).untilAsserted(() -> {
            files(queue, aws, 1).drain();
            assertThat(signals()).hasSize(3);
        });
    }

    @Test
    void shouldDeleteNothingThatKafkaDidNotTake() throws Exception {
        TestQueue queue = TestQueue.create(source);
        String name = file("us-east-2");
        AnnouncedTrail.put(source, name, Bytes.ofResource("cloudtrail/spot.json"), StorageClass.STANDARD);
        queue.send(Notices.created(source, name));

        limitRecords("10");
        try {
            assertThatThrownBy(() -> files(queue, aws, 5).drain()).isInstanceOf(RuntimeException.class);
        } finally {
            limitRecords("");
        }

        assertThat(queue.size()).isEqualTo(1);
        assertThat(signals()).isEmpty();
        // The queue looks empty until the message is visible again.
        await().atMost(PATIENCE)
                .until(() ->
                        files(queue, aws, 5).drain().isPresent() && signals().size() == 3);
    }

    /** Else an account that rests would hold everything back until its next file. */
    @Test
    void shouldKnowAfterARestartOfWhomFilesHaveCome() {
        ObservedTrailScopes before = announced("some-queue");
        before.add(FileNotificationMessageReader.NotificationParser.AnnouncedObject.of("trail", file("us-east-2"), "")
                .file());
        before.add(FileNotificationMessageReader.NotificationParser.AnnouncedObject.of("trail", file("eu-west-3"), "")
                .file());
        List<SourceScope> stretches = before.saveNewAndGetAll();

        assertThat(announced("some-queue").saveNewAndGetAll())
                .isEqualTo(stretches)
                .containsExactly(
                        new SourceScope(source, "111122223333", "us-east-2"),
                        new SourceScope(source, "111122223333", "eu-west-3"));
        assertThat(announced("another-queue").saveNewAndGetAll()).isEmpty();
    }

    /** The bucket itself, read without a queue. The stand-in knows no keys of CloudTrail, so that they are answered for it. */
    @Test
    void shouldReadOfABucketOnlyWhatItsDigestsVouchFor() {
        SignedTrail trail = new SignedTrail(source + "/", Bytes.ofResource("cloudtrail/spot.json"));
        IntStream.range(0, 3).forEach(trail::deliver);
        FileStore.FileContent own = trail.files().get(SignedTrail.log(1, "a"));
        trail.change(SignedTrail.log(1, "a"), Bytes.ofResource("cloudtrail/run-instances.json"));
        trail.files().forEach((path, file) -> AnnouncedTrail.put(SignedTrail.BUCKET, source + "/" + path, file));

        try (AwsProxy proxy = AwsProxy.start(0, AwsStandIn.endpoint())) {
            proxy.answerAll(call -> call.action().equals("ListPublicKeys"), 200, keys());
            ClientsAt clients = ClientsAt.of(proxy.endpoint(), Clock.systemUTC(), Map.of());
            TrailFileSource vouched = bucket(clients.clients());

            vouched.poll();
            vouched.poll();

            assertThat(placed(source + "/" + SignedTrail.log(0, "a"))).hasSize(3);
            assertThat(placed(source + "/" + SignedTrail.log(2, "b"))).hasSize(3);
            assertThat(placed(source + "/" + SignedTrail.log(1, "a"))).isEmpty();
            assertThat(new TopicReader(bootstrapServers).deadLetters())
                    .filteredOn(letter -> letter.place().equals(source + "/" + SignedTrail.log(1, "a")))
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason()).contains("not what CloudTrail delivered"));
            awaitProgress(SignedTrail.end(0));

            AnnouncedTrail.put(SignedTrail.BUCKET, source + "/" + SignedTrail.log(1, "a"), own);
            TrailFileSource restarted = bucket(clients.clients());
            restarted.poll();

            assertThat(placed(source + "/" + SignedTrail.log(1, "a"))).hasSize(3);
            assertThat(placed(source + "/" + SignedTrail.log(0, "a")))
                    .as("not read again")
                    .hasSize(3);
            awaitProgress(SignedTrail.end(2));
            assertThat(clients.registry()
                            .get("gleaner.collector.aws.calls")
                            .tag("api", "CloudTrail:ListPublicKeys")
                            .counter()
                            .count())
                    .as("once by each")
                    .isEqualTo(2);
        }
    }

    private TrailFileSource bucket(RateLimitedAwsClients clients) {
        return TrailFileSource.inBucket(
                TrailConfig.of(Map.of(
                        "collector.cloudtrail.s3",
                        "s3://" + SignedTrail.BUCKET + "/" + source,
                        "collector.cloudtrail.digests-required",
                        "true")),
                clients,
                new NetworkLocator(),
                Trail.hosts(List.of(), List.of()),
                new AwsDigestKeyProvider(clients, Clock.systemUTC()),
                environment);
    }

    private static String keys() {
        return Json.text(Map.of(
                "PublicKeyList",
                List.of(Map.of(
                        "Fingerprint",
                        SignedTrail.FINGERPRINT,
                        "Value",
                        Base64.getEncoder().encodeToString(SignedTrail.publicKey())))));
    }

    private void awaitProgress(Instant delivered) {
        Instant through = delivered.minus(Duration.ofMinutes(15));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(progress("cloudtrail-s3", SignedTrail.ACCOUNT, "us-east-1"))
                        .contains(through));
    }

    private ObservedTrailScopes announced(String queue) {
        return new ObservedTrailScopes(source, queue, environment.checkpoints(), environment.publisher());
    }

    private SqsQueueReader<ParsedTrailBatch> files(TestQueue queue, RateLimitedAwsClients clients, int tries) {
        return reader(queue, messages(queue, clients, tries));
    }

    private FileNotificationMessageReader messages(TestQueue queue, RateLimitedAwsClients clients, int tries) {
        TrailReader trail = new TrailReader(new TrailParser(Trail.LIMIT), new NetworkLocator());
        return new FileNotificationMessageReader(
                source,
                new TrailObjectFetcher(clients, Set.of(source), Optional.empty(), FILE_LIMIT),
                trail,
                announced(queue.name()),
                tries,
                environment.meters(),
                Clock.systemUTC());
    }

    private SqsQueueReader<ParsedTrailBatch> reader(TestQueue queue, SqsMessageReader<ParsedTrailBatch> messages) {
        return reader(new SqsQueue(aws, queue.url(), VISIBILITY, Duration.ZERO), messages);
    }

    private SqsQueueReader<ParsedTrailBatch> reader(SqsQueue queue, SqsMessageReader<ParsedTrailBatch> messages) {
        return new SqsQueueReader<>(queue, messages, ParsedTrailBatch::new, source, environment);
    }

    /** Kafka takes no signal, or any again. */
    private void limitRecords(String bytes) throws Exception {
        ConfigEntry limit = new ConfigEntry("max.message.bytes", bytes);
        AlterConfigOp change =
                new AlterConfigOp(limit, bytes.isEmpty() ? AlterConfigOp.OpType.DELETE : AlterConfigOp.OpType.SET);
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topic.SIGNALS.topicName());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(change))).all().get();
        }
    }

    private static String file(String region) {
        return FOLDER + "111122223333_CloudTrail_" + region + "_20260301T1010Z_" + UUID.randomUUID() + ".json.gz";
    }

    private List<Signal> placed(String name) {
        return new TopicReader(bootstrapServers)
                .signals().stream()
                        .filter(signal -> signal.getPlace().getName().equals(name))
                        .toList();
    }

    private List<Signal> signals() {
        return new TopicReader(bootstrapServers)
                .signals().stream()
                        .filter(signal -> signal.getSource().equals(source))
                        .toList();
    }

    private long deadLetters() {
        return letters().size();
    }

    private List<DeadLetter> letters() {
        return new TopicReader(bootstrapServers)
                .deadLetters().stream()
                        .filter(letter -> letter.source().equals(source))
                        .toList();
    }

    private double skipped(String reason) {
        return registry
                .find("gleaner.collector.skipped")
                .tags("source", "cloudtrail-sqs", "reason", reason)
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private Optional<Instant> progress(String region) {
        return progress("cloudtrail-sqs", "111122223333", region);
    }

    private Optional<Instant> progress(String of, String account, String region) {
        return new TopicReader(bootstrapServers)
                .signals().stream()
                        .flatMap(signal -> signal.getProgress().getSourcesList().stream())
                        .filter(entry -> entry.getSource().equals(of)
                                && entry.getAccount().equals(account)
                                && entry.getRegion().equals(region))
                        .map(SourceProgress::getThrough)
                        .map(Instant::ofEpochMilli)
                        .max(Instant::compareTo);
    }

    private static boolean isWorked(CountDownLatch worked) {
        try {
            return worked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
