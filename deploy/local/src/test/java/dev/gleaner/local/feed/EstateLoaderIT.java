package dev.gleaner.local.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.audit.AuditEntry.Kind;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateCommitments;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.ExpectedFindings;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.kind.ResourcesByKind;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.local.feed.cloud.ProgressPrinter;
import dev.gleaner.local.feed.cloud.StandInAwsClients;
import dev.gleaner.local.feed.cloud.StandInCloud;
import dev.gleaner.local.feed.cloud.StandInTcpProxy;
import dev.gleaner.local.runtime.RunEndpoints;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.process.FreePort;
import dev.gleaner.test.MutableClock;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import dev.gleaner.test.kafka.RealKafka;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.CapacityReservation;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The whole feed on a real stand-in and a real broker; only the collector's door is a plain HTTP server here. */
@NeedsAwsStandIn
class EstateLoaderIT {

    private static final int DAYS = 2;
    private static final Estate ESTATE = shortened(EstateGenerator.small(42));
    private static final String VISION = "arn:aws:s3:::vision-training";
    private static final String RULE =
            "{\"ID\":\"gleaner-x\",\"Filter\":{\"Prefix\":\"training-data/\"},\"Status\":\"Enabled\","
                    + "\"Transitions\":[{\"Days\":30,\"StorageClass\":\"STANDARD_IA\"}]}";

    private static final DateTimeFormatter CARD_TIME =
            DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    // One time for all tests, so that what one of them built is there for the next.
    @SuppressWarnings("TimeInStaticInitializer")
    private static final Instant NOW = Instant.now();

    private final Instant now = NOW;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ProgressPrinter progress = new ProgressPrinter(new PrintStream(said, true, StandardCharsets.UTF_8));
    private final MutableClock clock = new MutableClock(now);
    private final ReceivingDoor door = new ReceivingDoor("secret");

    @TempDir
    private Path folder;

    private StandInAwsClients clients;

    @BeforeEach
    void connect() throws Exception {
        clients = new StandInAwsClients(AwsStandIn.endpoint());
        Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/firehose-key"), "secret\n");
    }

    @AfterEach
    void disconnect() throws Exception {
        door.close();
        clients.close();
        // What was done to one stand-in is not to be done to the next.
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", RealKafka.bootstrapServers()))) {
            if (admin.listTopics().names().get().contains(Topic.AUDIT.topicName())) {
                admin.deleteTopics(List.of(Topic.AUDIT.topicName())).all().get();
            }
        }
    }

    @Test
    void shouldLoadTheHistoryInTimeOrderAndSayWhatIsTrue() throws Exception {
        EstateReplayer live = feedAt(now).load(ESTATE, true);
        FeederState state = live.state();
        EstateIdentities identities = EstateIdentities.of(state.ids());

        assertThat(state.loaded()).isTrue();
        assertThat(state.regions()).containsExactly("eu-west-3", "us-east-1");
        assertThat(state.delivered()).isAfter(state.end());
        assertThat(door.firstTimestamps()).isSorted().hasSizeGreaterThan(DAYS * 24);
        assertThat(door.points("CPUUtilization", identities.id(ESTATE.require("forgotten-1"))))
                .hasSizeGreaterThan(DAYS * 280)
                .doesNotHaveDuplicates();
        JsonNode truth = Json.read(Files.readAllBytes(folder.resolve("truth.json")), JsonNode.class);
        assertThat(arns(truth, "idle-instance"))
                .hasSize(ESTATE.truth().open().get("idle-instance").size())
                .contains(identities.arn(ESTATE.require("paris")).toString());
        assertThat(arns(truth, "storage-lifecycle")).containsExactly("arn:aws:s3:::vision-training");
        assertThat(arns(truth, "cross-region-read")).containsExactly("arn:aws:s3:::model-weights/weights/");
        assertThat(arns(truth, "nat-to-s3"))
                .containsExactly("arn:aws:ec2:us-east-1:123456789012:vpc/" + identities.id("batch-net"));
        assertThat(truth.get("forgotten-storage")
                        .at("/"
                                + identities
                                        .arn(
                                                KindRegistry.VOLUMES,
                                                ESTATE.find(KindRegistry.VOLUMES, "never-attached")
                                                        .orElseThrow())
                                        .toString()
                                        .replace("/", "~1")))
                .isEqualTo(Json.read("{\"monthly\":\"36.00\",\"low\":\"26.00\",\"high\":\"36.00\"}", JsonNode.class));
        assertThat(arns(truth, "log-retention"))
                .containsExactly("arn:aws:logs:us-east-1:123456789012:log-group:/ecs/ranker");
        assertThat(folder.resolve("stand-in-ready")).exists();
        assertThat(folder.resolve("truth-insufficient.json")).exists();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("progress: metrics 100 %", "progress: loaded");
    }

    /** By the time of the file, as a response that was recorded then. */
    @Test
    void shouldWriteTheListingsOfTheTimeBefore() throws Exception {
        FeederState state = feedAt(now).load(ESTATE, true).state();

        Path region = folder.resolve("past-listings/123456789012/us-east-1");
        for (String kind : List.of("volumes", "addresses")) {
            try (Stream<Path> files = Files.list(region.resolve(kind))) {
                List<Instant> times = new ArrayList<>();
                for (Path file : files.sorted().toList()) {
                    times.add(Files.getLastModifiedTime(file).toInstant());
                }
                assertThat(times)
                        .hasSize(30)
                        .isSorted()
                        .last()
                        .isEqualTo(state.end().minus(Duration.ofDays(1)));
            }
        }
        try (Stream<Path> files = Files.list(region.resolve("volumes"))) {
            JsonNode listing = Json.read(
                    Files.readAllBytes(files.sorted().reduce((a, b) -> b).orElseThrow()), JsonNode.class);
            assertThat(listing.at("/Volumes/0/VolumeId").asText())
                    .isEqualTo(state.ids().get("never-attached"));
        }
    }

    private static List<String> arns(JsonNode truth, String rule) {
        List<String> arns = new ArrayList<>();
        truth.get(rule).fieldNames().forEachRemaining(arns::add);
        return arns;
    }

    @Test
    void shouldFillTheGapAfterARestartAndRepeatNothing() throws Exception {
        EstateReplayer first = feedAt(now.minus(Duration.ofHours(2))).load(ESTATE, true);
        EstateInstance box = ESTATE.require("forgotten-1");
        String id = EstateIdentities.of(first.state().ids()).id(box);
        assertThat(door.points("CPUUtilization", id)).isNotEmpty().containsExactlyElementsOf(measured(first, box));

        EstateReplayer second = feedAt(now).load(ESTATE, true);

        assertThat(second.state().ids()).isEqualTo(first.state().ids());
        assertThat(second.state().end()).isEqualTo(first.state().end());
        assertThat(measured(second, box))
                .hasSizeGreaterThan(measured(first, box).size());
        assertThat(door.points("CPUUtilization", id)).containsExactlyElementsOf(measured(second, box));
    }

    /** When the estate has a point of its CPU, up to what was delivered; points are missing there as they are on AWS. */
    private static List<Long> measured(EstateReplayer live, EstateInstance estateInstance) {
        return EstateTimeline.endingAt(ESTATE, live.state().end())
                .points(estateInstance, live.state().start(), live.state().delivered())
                .stream()
                .filter(point -> point.metric() == EstateMetric.CPU_UTILIZATION)
                .map(point -> point.at().toEpochMilli())
                .toList();
    }

    /** Whatever was done to the stand-in that Gleaner did not do is undone, and nothing is built. */
    @Test
    void shouldRestoreWhatItBuiltBefore() throws Exception {
        EstateReplayer first = feedAt(now).load(ESTATE, true);
        EstateIdentities identities = EstateIdentities.of(first.state().ids());
        EstateInstance box = ESTATE.require("forgotten-1");
        List<String> keys = trailKeys();
        clients.ec2("us-east-1").terminateInstances(r -> r.instanceIds(identities.id(box)));
        clients.s3("us-east-1").deleteObject(r -> r.bucket("gleaner-trail").key(keys.get(0)));
        said.reset();

        EstateReplayer second = feedAt(now).load(ESTATE, true);

        assertThat(second.state().ids()).isEqualTo(first.state().ids());
        assertThat(clients.ec2("us-east-1")
                        .describeInstances(r -> r.instanceIds(identities.id(box)))
                        .reservations()
                        .get(0)
                        .instances()
                        .get(0)
                        .state()
                        .nameAsString())
                .isEqualTo("running");
        assertThat(trailKeys()).isEqualTo(keys).isNotEmpty();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("loaded").doesNotContain("instances");
    }

    private List<String> trailKeys() {
        return clients.s3("us-east-1").listObjectsV2Paginator(r -> r.bucket("gleaner-trail")).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    @Test
    void shouldApplyAuditedActionsAgainAfterARestart() throws Exception {
        EstateReplayer first = feedAt(now.minus(Duration.ofHours(2))).load(ESTATE, true);
        EstateIdentities identities = EstateIdentities.of(first.state().ids());
        EstateInstance box = ESTATE.require("forgotten-1");
        Instant stopped = now.minus(Duration.ofHours(1));
        audit(List.of(
                entry(Kind.OBSERVED, identities.arn(box).toString(), stopped, "{'action':'act_1','state':'stopped'}"),
                entry(
                        Kind.INTENT,
                        VISION,
                        stopped,
                        "{'action':'act_2','before':%s,'parameters':{'rule':%s}}"
                                .formatted("{'bucket':{'lifecycle':{'Rules':[]}}}", Json.text(RULE))),
                entry(Kind.OBSERVED, VISION, stopped, "{'action':'act_2','state':'sha256:1'}"),
                entry(Kind.INTENT, batchNet(identities), stopped, "{'action':'act_3','before':{'kind':'vpc'}}"),
                entry(Kind.OBSERVED, batchNet(identities), stopped, "{'action':'act_3','state':'one'}")));

        EstateReplayer second = feedAt(now).load(ESTATE, true);

        assertThat(second.state().ids()).isEqualTo(first.state().ids());
        assertThat(clients.ec2("us-east-1")
                        .describeInstances(r -> r.instanceIds(identities.id(box)))
                        .reservations()
                        .get(0)
                        .instances()
                        .get(0)
                        .state()
                        .nameAsString())
                .isEqualTo("stopped");
        assertThat(door.points("CPUUtilization", identities.id(box)))
                .isNotEmpty()
                .allMatch(time -> time < stopped.toEpochMilli());
        assertThat(clients.s3("us-east-1")
                        .getBucketLifecycleConfiguration(r -> r.bucket("vision-training"))
                        .rules())
                .extracting(LifecycleRule::id)
                .containsExactly("gleaner-x");
        assertThat(clients.ec2("us-east-1").describeVpcEndpoints().vpcEndpoints())
                .filteredOn(endpoint -> !endpoint.vpcEndpointId().equals(identities.id("jobs-s3")))
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.vpcId()).isEqualTo(identities.id("batch-net")))
                .satisfies(endpoint -> assertThat(endpoint.routeTableIds()).hasSize(1))
                .satisfies(endpoint ->
                        assertThat(endpoint.tags()).extracting(Tag::value).contains("act_3"));
    }

    /** Capacity reservations exist in an estate with the instances that run in them. */
    @Test
    void shouldCancelACapacityReservationAgainAfterARestart() throws Exception {
        Estate estate = shortened(EstateGenerator.small(42), "api-2", "features-1");
        feedAt(now.minus(Duration.ofHours(2))).load(estate, true);
        assertThat(capacityReservations()).hasSize(3).containsEntry("launch-week", "active");
        String arn = EstateCommitments.of(estate).arn("launch-week").orElseThrow();
        audit(List.of(
                entry(Kind.INTENT, arn, now.minus(Duration.ofHours(1)), "{'action':'act_1','parameters':{}}"),
                entry(Kind.OBSERVED, arn, now.minus(Duration.ofHours(1)), "{'action':'act_1','state':'cancelled'}")));

        feedAt(now).load(estate, true);

        assertThat(capacityReservations())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "launch-week", "cancelled",
                        "api-capacity", "active",
                        "features-capacity", "active"));
    }

    /** States by their tag {@code Name}. */
    private Map<String, String> capacityReservations() {
        return clients.ec2("us-east-1").describeCapacityReservations().capacityReservations().stream()
                .collect(Collectors.toMap(
                        reservation -> reservation.tags().get(0).value(), CapacityReservation::stateAsString));
    }

    /** Who looks meanwhile gets no answer, or all that stands there after what was done so far: never an empty stand-in. */
    @Test
    void shouldLetNobodySeeAStandInThatIsNotWhole() throws Exception {
        URI address = URI.create("http://127.0.0.1:" + FreePort.find());
        EstateIdentities identities = EstateIdentities.of(feedAt(now.minus(Duration.ofHours(2)))
                .load(ESTATE, true)
                .state()
                .ids());
        EstateInstance box = ESTATE.require("forgotten-1");
        audit(List.of(entry(
                Kind.OBSERVED,
                identities.arn(box).toString(),
                now.minus(Duration.ofHours(1)),
                "{'action':'act_1','state':'stopped'}")));
        Onlooker onlooker = new Onlooker(address);
        try (StandInTcpProxy gate = new StandInTcpProxy(address, AwsStandIn.endpoint())) {
            onlooker.start();
            feedAt(now, gate).load(ESTATE, true);
            onlooker.awaitAnswer();
        }

        assertThat(onlooker.refused()).isTrue();
        assertThat(onlooker.answers())
                .hasSize(1)
                .first()
                .satisfies(states -> assertThat(states)
                        .hasSize((int) ESTATE.instances().stream()
                                .filter(estateInstance ->
                                        estateInstance.region().equals("us-east-1"))
                                .count())
                        .containsEntry(identities.id(box), "stopped"));
    }

    /** Asks again and again what there is. */
    private static final class Onlooker extends Thread {

        private final URI address;
        private final Set<Map<String, String>> answers = ConcurrentHashMap.newKeySet();
        private final CountDownLatch answered = new CountDownLatch(1);
        private volatile boolean refused;

        private Onlooker(URI address) {
            this.address = address;
            setDaemon(true);
        }

        @Override
        public void run() {
            try (StandInAwsClients clients = new StandInAwsClients(address)) {
                while (answered.getCount() > 0) {
                    look(clients);
                }
            }
        }

        private void look(StandInAwsClients clients) {
            try {
                Map<String, String> states = new TreeMap<>();
                clients.ec2("us-east-1").describeInstances().reservations().stream()
                        .flatMap(reservation -> reservation.instances().stream())
                        .forEach(instance -> states.put(
                                instance.instanceId(), instance.state().nameAsString()));
                answers.add(states);
                if (refused) {
                    answered.countDown();
                }
            } catch (SdkException e) {
                refused = true;
            }
        }

        private boolean refused() {
            return refused;
        }

        private Set<Map<String, String>> answers() {
            return answers;
        }

        private void awaitAnswer() throws InterruptedException {
            assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static String batchNet(EstateIdentities identities) {
        return identities.arn(KindRegistry.VPCS, ESTATE.vpcs().get(0)).toString();
    }

    private static AuditEntry entry(Kind kind, String resource, Instant at, String detail) {
        return AuditEntry.after(
                0,
                AuditEntry.GENESIS,
                at,
                "gleaner",
                kind,
                null,
                resource,
                Json.read(detail.replace('\'', '"'), JsonNode.class));
    }

    private static void audit(List<AuditEntry> entries) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", RealKafka.bootstrapServers());
        try (Admin admin = Admin.create(config)) {
            admin.createTopics(List.of(Topic.AUDIT.creation(1, (short) 1)))
                    .all()
                    .get();
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (AuditEntry entry : entries) {
                producer.send(new ProducerRecord<>(Topic.AUDIT.topicName(), Json.bytes(entry)))
                        .get();
            }
        }
    }

    @Test
    void shouldGoOnWithWhatRuns() throws Exception {
        EstateReplayer live = feedAt(now).load(ESTATE, false);
        EstateIdentities identities = EstateIdentities.of(live.state().ids());
        String stopped = identities.id(ESTATE.require("forgotten-1"));
        String running = identities.id(ESTATE.require("forgotten-2"));
        clients.ec2("us-east-1").stopInstances(r -> r.instanceIds(stopped));
        int ofStopped = door.points("CPUUtilization", stopped).size();
        int ofRunning = door.points("CPUUtilization", running).size();

        clock.set(now.plusSeconds(600));
        live.deliverNewMeasurements();

        assertThat(door.points("CPUUtilization", stopped)).hasSize(ofStopped);
        assertThat(door.points("CPUUtilization", running)).hasSize(ofRunning + 2);
    }

    @Test
    void shouldTellWhatCardsDoEachMinute() throws Exception {
        EstateReplayer live = feedAt(now).load(ESTATE, false);
        int before = door.cards().size();

        clock.set(now.plusSeconds(60));
        live.deliverNewMeasurements();
        live.deliverNewMeasurements();
        assertThat(door.cards()).hasSize(before + 1);

        clients.ec2("us-east-1")
                .stopInstances(r ->
                        r.instanceIds(EstateIdentities.of(live.state().ids()).id(ESTATE.require("left-on"))));
        clock.set(now.plusSeconds(120));
        live.deliverNewMeasurements();
        assertThat(door.cards()).hasSize(before + 1);
        assertThat(lastReading(door.cards().get(before))).isBetween(now.minusSeconds(60), now.plusSeconds(60));
    }

    /** The collector takes an hour for complete ten minutes after its end, by the newest reading of any host of the region. */
    @Test
    void shouldTellOfNoHourOfTheLastDayAfterItIsOverForAnotherHost() throws Exception {
        Estate estate = shortened(EstateGenerator.small(42), "held-notebook", "half-server");

        feedAt(now).load(estate, true);

        Instant lastDay = now.minus(Duration.ofMinutes(5)).truncatedTo(ChronoUnit.DAYS);
        Instant newest = Instant.EPOCH;
        int prints = 0;
        for (String print : door.cards()) {
            Instant first = readings(print).findFirst().orElseThrow();
            if (!first.isBefore(lastDay)) {
                assertThat(first)
                        .isAfterOrEqualTo(newest.minus(Duration.ofMinutes(10)).truncatedTo(ChronoUnit.HOURS));
                newest = readings(print).reduce(newest, (a, b) -> a.isAfter(b) ? a : b);
                prints++;
            }
        }
        assertThat(prints).isGreaterThanOrEqualTo(3);
    }

    @Test
    void shouldReportEachHourOfWhatAServiceServedOnce() throws Exception {
        Estate estate = shortened(EstateGenerator.small(42), "half-server", "chat-assistant");
        EstateReplayer live = feedAt(now.minus(Duration.ofHours(3))).load(estate, false);
        Instant start = live.state().start();
        List<JsonNode> history = door.predictions();

        assertThat(hours(history)).isEqualTo(hoursUntil(start, live.state().delivered()));
        assertThat(history).allSatisfy(report -> {
            Instant from = Instant.parse(report.get("from").asText());
            assertThat(report.get("service").asText()).isEqualTo("chat-assistant");
            assertThat(report.get("id").asText()).isEqualTo("chat-assistant " + from);
            assertThat(Instant.parse(report.get("to").asText())).isEqualTo(from.plus(Duration.ofHours(1)));
            assertThat(report.get("predictions").asLong()).isBetween(12 * 60L, 12 * 260L);
            assertThat(report.get("inputTokens").asLong()).isBetween(12 * 60_000L, 12 * 230_000L);
            assertThat(report.get("outputTokens").asLong()).isBetween(12 * 15_000L, 12 * 65_000L);
        });

        clock.set(now.minus(Duration.ofHours(2)));
        live.deliverNewMeasurements();
        live.deliverNewMeasurements();
        assertThat(hours(door.predictions()))
                .isEqualTo(hoursUntil(start, live.state().delivered()));

        // Hours of a day that was begun come again, as they were: each counts once by its id.
        EstateReplayer again = feedAt(now).load(estate, false);
        List<JsonNode> all = door.predictions();
        assertThat(new TreeSet<>(hours(all)))
                .containsExactlyElementsOf(hoursUntil(start, again.state().delivered()));
        assertThat(new HashSet<>(all)).hasSameSizeAs(new HashSet<>(hours(all)));
    }

    private static List<Instant> hours(List<JsonNode> reports) {
        return reports.stream()
                .map(report -> Instant.parse(report.get("from").asText()))
                .toList();
    }

    private static List<Instant> hoursUntil(Instant start, Instant until) {
        return Stream.iterate(
                        start,
                        hour -> !hour.plus(Duration.ofHours(1)).isAfter(until),
                        hour -> hour.plus(Duration.ofHours(1)))
                .toList();
    }

    private static Instant lastReading(String print) {
        return readings(print).reduce((first, second) -> second).orElseThrow();
    }

    private static Stream<Instant> readings(String print) {
        return print.lines()
                .filter(line -> line.startsWith("20"))
                .map(line -> Instant.from(CARD_TIME.parse(line.substring(0, 23))));
    }

    @Test
    void shouldTryAgainWhileTheDoorIsClosed() throws Exception {
        door.failNext(3);

        feedAt(now).load(ESTATE, false);

        assertThat(door.failures()).isEqualTo(3);
        assertThat(door.firstTimestamps()).isSorted().hasSizeGreaterThan(DAYS * 24);
    }

    @Test
    void shouldGiveUpWhenTheKeyIsRefused() throws Exception {
        Files.writeString(folder.resolve("secrets/firehose-key"), "wrong\n");

        assertThatThrownBy(() -> feedAt(now).load(ESTATE, false)).hasMessageContaining("firehose-key");
    }

    @Test
    void shouldRefuseToFeedAnotherEstateOverIt() throws Exception {
        feedAt(now).load(ESTATE, false);

        assertThatThrownBy(() -> feedAt(now).load(shortened(EstateGenerator.small(43)), false))
                .hasMessageContaining("--fresh");
    }

    /** A few days of a few instances are enough to see that the whole history comes. */
    private static Estate shortened(Estate estate, String... more) {
        Set<String> kept = new HashSet<>(List.of(more));
        kept.addAll(Set.of(
                "forgotten-1",
                "forgotten-2",
                "paris",
                "canary",
                "stopped-now",
                "week-old",
                "serve-paris",
                "left-on",
                "vision-training",
                "model-weights",
                "model-weights/weights/",
                "batch-net",
                "jobs-net",
                "never-attached",
                "reserved-ip",
                "/ecs/ranker"));
        UnaryOperator<List<String>> known =
                names -> names.stream().filter(kept::contains).toList();
        Map<String, List<String>> open = new TreeMap<>(estate.truth().open());
        open.replaceAll((rule, names) -> known.apply(names));
        return new Estate(
                estate.name(),
                estate.seed(),
                DAYS,
                ResourcesByKind.none()
                        .with(KindRegistry.INSTANCES, kept(estate.instances(), kept))
                        .with(KindRegistry.BUCKETS, kept(estate.buckets(), kept))
                        .with(KindRegistry.VPCS, kept(estate.vpcs(), kept))
                        .with(KindRegistry.VOLUMES, kept(estate.all(KindRegistry.VOLUMES), kept))
                        .with(KindRegistry.ADDRESSES, kept(estate.all(KindRegistry.ADDRESSES), kept))
                        .with(KindRegistry.LOG_GROUPS, kept(estate.all(KindRegistry.LOG_GROUPS), kept)),
                estate.series().stream()
                        .filter(s -> kept.contains(s.resource()))
                        .toList(),
                estate.cards().stream().filter(c -> kept.contains(c.resource())).toList(),
                estate.events().stream()
                        .filter(e -> kept.contains(e.resource()))
                        .toList(),
                estate.reads().stream().filter(r -> kept.contains(r.bucket())).toList(),
                List.of(),
                new ExpectedFindings(open, Map.of()));
    }

    private static <R extends EstateResource> List<R> kept(List<R> resources, Set<String> names) {
        return resources.stream()
                .filter(resource -> names.contains(resource.name()))
                .toList();
    }

    private EstateLoader feedAt(Instant now) {
        return feedAt(now, null);
    }

    private EstateLoader feedAt(Instant now, @Nullable StandInTcpProxy gate) {
        clock.set(now);
        RunEndpoints endpoints = new RunEndpoints(
                RealKafka.bootstrapServers(),
                "",
                AwsStandIn.endpoint().toString(),
                door.address().toString(),
                "",
                "",
                "",
                "token",
                "");
        return new EstateLoader(
                new FeederFolder(new RunFolder(folder)),
                endpoints,
                new StandInCloud(clients, gate, progress),
                progress,
                clock);
    }
}
