package dev.gleaner.local.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.json.Json;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.Identities;
import dev.gleaner.local.estate.Resource;
import dev.gleaner.local.estate.Truth;
import dev.gleaner.local.estate.made.EstateGenerator;
import dev.gleaner.test.AwsStandIn;
import dev.gleaner.test.NeedsAwsStandIn;
import dev.gleaner.test.RealKafka;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole feed on a real stand-in and a real broker; only the collector's door is a plain HTTP server here. */
@NeedsAwsStandIn
class FeedIT {

    private static final int DAYS = 2;
    private static final Estate ESTATE = shortened(EstateGenerator.small(42));
    private final Instant now = Instant.now();

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Progress progress = new Progress(new PrintStream(said, true, StandardCharsets.UTF_8));
    private final SetClock clock = new SetClock(now);
    private final ReceivingDoor door = new ReceivingDoor("secret");

    @TempDir
    private Path folder;

    private AwsClients clients;

    @BeforeEach
    void connect() throws Exception {
        clients = new AwsClients(AwsStandIn.endpoint());
        Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/firehose-key"), "secret\n");
    }

    @AfterEach
    void disconnect() {
        door.close();
        clients.close();
    }

    @Test
    void shouldLoadTheHistoryInTimeOrderAndSayWhatIsTrue() throws Exception {
        LiveEstate live = feedAt(now).load(ESTATE, true);
        FeedState state = live.state();
        Identities identities = Identities.of(state.ids());

        assertThat(state.loaded()).isTrue();
        assertThat(state.regions()).containsExactly("eu-west-3", "us-east-1");
        assertThat(state.delivered()).isAfter(state.end());
        assertThat(door.firstTimestamps()).isSorted().hasSizeGreaterThan(DAYS * 24);
        assertThat(door.points("CPUUtilization", identities.id(ESTATE.require("forgotten-1"))))
                .hasSizeGreaterThan(DAYS * 280)
                .doesNotHaveDuplicates();
        JsonNode truth = Json.read(Files.readAllBytes(folder.resolve("truth.json")), JsonNode.class);
        assertThat(truth.get("idle-instance"))
                .hasSize(ESTATE.truth().open().get("idle-instance").size())
                .anyMatch(arn -> arn.asText()
                        .equals(identities.arn(ESTATE.require("paris")).toString()));
        assertThat(folder.resolve("stand-in-ready")).exists();
        assertThat(folder.resolve("truth-insufficient.json")).exists();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("progress: metrics 100 %", "progress: loaded");
    }

    @Test
    void shouldFillTheGapAfterARestartAndRepeatNothing() throws Exception {
        LiveEstate first = feedAt(now.minus(Duration.ofHours(2))).load(ESTATE, true);
        String box = Identities.of(first.state().ids()).id(ESTATE.require("forgotten-1"));
        int before = door.points("CPUUtilization", box).size();

        LiveEstate second = feedAt(now).load(ESTATE, true);

        assertThat(second.state().ids()).isEqualTo(first.state().ids());
        assertThat(second.state().end()).isEqualTo(first.state().end());
        assertThat(door.points("CPUUtilization", box)).hasSize(before + 24).doesNotHaveDuplicates();
    }

    @Test
    void shouldApplyAuditedActionsAgainAfterARestart() throws Exception {
        LiveEstate first = feedAt(now.minus(Duration.ofHours(2))).load(ESTATE, true);
        Identities identities = Identities.of(first.state().ids());
        Resource box = ESTATE.require("forgotten-1");
        Instant stopped = now.minus(Duration.ofHours(1));
        auditStop(identities.arn(box).toString(), stopped);

        feedAt(now).load(ESTATE, true);

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
    }

    private static void auditStop(String arn, Instant at) throws Exception {
        JsonNode detail = Json.read("{\"action\":\"act_1\",\"state\":\"stopped\"}", JsonNode.class);
        AuditEntry entry =
                AuditEntry.after(0, AuditEntry.GENESIS, at, "gleaner", AuditEntry.Kind.OBSERVED, null, arn, detail);
        Map<String, Object> config = Map.of("bootstrap.servers", RealKafka.bootstrapServers());
        try (Admin admin = Admin.create(config)) {
            admin.createTopics(List.of(Topic.AUDIT.creation(1, (short) 1)))
                    .all()
                    .get();
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topic.AUDIT.topicName(), Json.bytes(entry)))
                    .get();
        }
    }

    @Test
    void shouldGoOnWithWhatRuns() throws Exception {
        LiveEstate live = feedAt(now).load(ESTATE, true);
        Identities identities = Identities.of(live.state().ids());
        String stopped = identities.id(ESTATE.require("forgotten-1"));
        String running = identities.id(ESTATE.require("forgotten-2"));
        clients.ec2("us-east-1").stopInstances(r -> r.instanceIds(stopped));
        int ofStopped = door.points("CPUUtilization", stopped).size();
        int ofRunning = door.points("CPUUtilization", running).size();

        clock.set(now.plusSeconds(600));
        live.look();

        assertThat(door.points("CPUUtilization", stopped)).hasSize(ofStopped);
        assertThat(door.points("CPUUtilization", running)).hasSize(ofRunning + 2);
    }

    @Test
    void shouldTryAgainWhileTheDoorIsClosed() throws Exception {
        door.failNext(3);

        feedAt(now).load(ESTATE, true);

        assertThat(door.failures()).isEqualTo(3);
        assertThat(door.firstTimestamps()).isSorted().hasSizeGreaterThan(DAYS * 24);
    }

    @Test
    void shouldGiveUpWhenTheKeyIsRefused() throws Exception {
        Files.writeString(folder.resolve("secrets/firehose-key"), "wrong\n");

        assertThatThrownBy(() -> feedAt(now).load(ESTATE, true)).hasMessageContaining("firehose-key");
    }

    @Test
    void shouldRefuseToFeedAnotherEstateOverIt() throws Exception {
        feedAt(now).load(ESTATE, true);

        assertThatThrownBy(() -> feedAt(now).load(shortened(EstateGenerator.small(43)), true))
                .hasMessageContaining("--fresh");
    }

    /** A few days of a few instances are enough to see that the whole history comes. */
    private static Estate shortened(Estate estate) {
        Set<String> kept = Set.of("forgotten-1", "forgotten-2", "paris", "canary", "stopped-now", "week-old");
        UnaryOperator<List<String>> known =
                names -> names.stream().filter(kept::contains).toList();
        Map<String, List<String>> open = new TreeMap<>(estate.truth().open());
        open.replaceAll((rule, names) -> known.apply(names));
        return new Estate(
                estate.name(),
                estate.seed(),
                DAYS,
                estate.resources().stream().filter(r -> kept.contains(r.name())).toList(),
                estate.series().stream()
                        .filter(s -> kept.contains(s.resource()))
                        .toList(),
                estate.events().stream()
                        .filter(e -> kept.contains(e.resource()))
                        .toList(),
                new Truth(open, Map.of()));
    }

    private Feed feedAt(Instant now) {
        clock.set(now);
        Endpoints endpoints =
                new Endpoints(RealKafka.bootstrapServers(), AwsStandIn.endpoint(), door.address(), "token");
        return new Feed(new RunFolder(folder), endpoints, new StandInCloud(clients, progress), progress, clock);
    }
}
