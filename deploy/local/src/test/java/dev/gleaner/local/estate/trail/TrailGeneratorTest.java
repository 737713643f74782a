package dev.gleaner.local.estate.trail;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.EstateEvent;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.series.SeededRandom;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.test.RecordedDataFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrailGeneratorTest {

    private static final EstateTimeline REPLAY =
            EstateTimeline.endingAt(EstateGenerator.small(42), Instant.parse("2026-03-18T16:35:00Z"));
    private static final EstateIdentities IDENTITIES = EstateIdentities.made(REPLAY.estate());
    private static final List<TrailLogFile> FILES = TrailGenerator.files(REPLAY, IDENTITIES);

    @Test
    void shouldLayOutKeysAsCloudTrailDoes() {
        assertThat(FILES)
                .extracting(TrailLogFile::key)
                .doesNotHaveDuplicates()
                .allMatch(
                        key -> key.matches(
                                "AWSLogs/(\\d{12})/CloudTrail/([a-z0-9-]+)/\\d{4}/\\d\\d/\\d\\d/\\1_CloudTrail_\\2_\\d{8}T\\d{4}Z_[A-Za-z0-9]{16}\\.json\\.gz"));
    }

    @Test
    void shouldWriteTheSameBytesAgain() {
        List<TrailLogFile> again = TrailGenerator.files(REPLAY, IDENTITIES);

        assertThat(again).hasSameSizeAs(FILES);
        for (int i = 0; i < FILES.size(); i++) {
            assertThat(again.get(i).key()).isEqualTo(FILES.get(i).key());
            assertThat(again.get(i).bytes()).isEqualTo(FILES.get(i).bytes());
        }
    }

    @Test
    void shouldDeliverUpToTenMinutesAfterTheCallOrATurnLaterWhenTwice() {
        for (TrailLogFile file : FILES) {
            for (JsonNode record : records(file)) {
                Duration lag =
                        Duration.between(Instant.parse(record.get("eventTime").asText()), file.delivered());
                assertThat(lag).isBetween(Duration.ZERO, Duration.ofMinutes(15));
            }
        }
    }

    /** By the name of the session it is known which host saved a checkpoint. */
    @Test
    void shouldShowEachCheckpointAsAWriteInTheSessionOfItsInstance() {
        List<JsonNode> writes = all().filter(record -> name(record).equals("PutObject"))
                .filter(record -> record.at("/requestParameters/key").asText().startsWith("llm/"))
                .toList();

        assertThat(writes)
                .hasSizeGreaterThan(850)
                .allSatisfy(record -> assertThat(record.at("/userIdentity/arn").asText())
                        .isEqualTo(
                                "arn:aws:sts::123456789012:assumed-role/training-host/" + IDENTITIES.id("llm-trainer")))
                .allSatisfy(record ->
                        assertThat(record.get("readOnly").asBoolean(true)).isFalse())
                .allSatisfy(record -> assertThat(record.at("/additionalEventData/bytesTransferredIn")
                                .asLong())
                        .isEqualTo(500_000_000))
                .allSatisfy(record -> assertThat(
                                Instant.parse(record.get("eventTime").asText()).getEpochSecond() / 60 % 8)
                        .isZero());
        assertThat(writes)
                .extracting(record -> record.at("/requestParameters/key").asText())
                .allMatch(key -> key.matches("llm/checkpoint-[0-9]+/model[.]safetensors"));
    }

    @Test
    void shouldDeliverSomeRecordsTwiceInTwoFilesAndNoneTwiceInOne() {
        List<String> ids = new ArrayList<>();
        for (TrailLogFile file : FILES) {
            List<String> own =
                    records(file).stream().map(TrailGeneratorTest::id).toList();
            assertThat(own).doesNotHaveDuplicates();
            ids.addAll(own);
        }

        assertThat(ids.stream().collect(groupingBy(id -> id, counting())).values())
                .contains(2L)
                .allMatch(count -> count <= 2);
    }

    @Test
    void shouldHoldFilesThatAreOutOfTimeOrder() {
        assertThat(FILES).anyMatch(file -> {
            List<String> times =
                    records(file).stream().map(r -> r.get("eventTime").asText()).toList();
            return !times.equals(times.stream().sorted().toList());
        });
    }

    @Test
    void shouldShowTheLaunchOfEachInstance() {
        Set<String> launched = all().filter(r -> name(r).equals("RunInstances") && !r.has("errorCode"))
                .map(r -> r.at("/responseElements/instancesSet/items/0/instanceId")
                        .asText())
                .collect(toSet());

        assertThat(launched)
                .isEqualTo(
                        REPLAY.estate().instances().stream().map(IDENTITIES::id).collect(toSet()));
    }

    @Test
    void shouldShowWhoLaunchedAMemberOfAGroup() {
        EstateInstance canary = REPLAY.estate().require("canary");
        JsonNode run = all().filter(r -> name(r).equals("RunInstances")
                        && r.at("/responseElements/instancesSet/items/0/instanceId")
                                .asText()
                                .equals(IDENTITIES.id(canary)))
                .findFirst()
                .orElseThrow();

        assertThat(run.at("/userIdentity/invokedBy").asText()).isEqualTo("autoscaling.amazonaws.com");
        assertThat(run.at("/responseElements/instancesSet/items/0/tagSet").toString())
                .contains("aws:autoscaling:groupName");
    }

    @Test
    void shouldSayFromWhichStateToWhichACallLed() {
        assertThat(changes("StopInstances")).containsOnly("running -> stopping");
        assertThat(changes("StartInstances")).containsOnly("stopped -> pending");
    }

    private static List<String> changes(String call) {
        return all().filter(r -> name(r).equals(call) && !r.has("errorCode"))
                .map(TrailGeneratorTest::change)
                .toList();
    }

    private static String change(JsonNode record) {
        JsonNode item = record.at("/responseElements/instancesSet/items/0");
        return item.at("/previousState/name").asText() + " -> "
                + item.at("/currentState/name").asText();
    }

    @Test
    void shouldHoldFailedStopsOfRunningInstances() {
        assertThat(all().filter(r -> name(r).equals("StopInstances") && r.has("errorCode")))
                .isNotEmpty()
                .allMatch(r -> r.get("responseElements").isNull());
    }

    /** Each field that every recorded call of that name has is in ours too, however deep; ours may lack rarer ones. */
    @ParameterizedTest
    @ValueSource(strings = {"RunInstances", "StopInstances", "StartInstances", "TerminateInstances", "CreateTags"})
    void shouldHaveTheFieldsThatRecordedCallsShare(String call) throws IOException {
        Set<String> shared = null;
        for (String file : List.of("cloudtrail_invictus.jsonl", "cloudtrail_stratus.jsonl")) {
            for (String line : Files.readAllLines(
                    RecordedDataFolder.path("derived_lifecycle_events").resolve(file))) {
                JsonNode record = Json.read(line, JsonNode.class).get("record");
                if (name(record).equals(call) && !record.has("errorCode")) {
                    shared = shared == null ? fields(record) : common(shared, fields(record));
                }
            }
        }
        assertThat(shared).isNotNull().hasSizeGreaterThan(20);

        Set<String> missing = new TreeSet<>(shared);
        JsonNode ours = ours(call);
        missing.removeAll(fields(ours));
        missing.removeIf(TrailGeneratorTest::isOfItsOwnLaunch);

        assertThat(missing).isEmpty();
    }

    /** What a recorded launch has because of how that one was launched: network interface, profile, processor. */
    private static boolean isOfItsOwnLaunch(String field) {
        return Stream.of(
                        "networkInterfaceSet",
                        "iamInstanceProfile",
                        "cpuOptions",
                        "creditSpecification",
                        "currentInstanceBootMode",
                        "privateDnsNameOptions",
                        "requestParameters.hibernationOptions")
                .anyMatch(field::contains);
    }

    private static JsonNode ours(String call) {
        if (call.equals("TerminateInstances")) {
            EstateTimeline estateTimeline = EstateTimeline.endingAt(
                    REPLAY.estate()
                            .with(List.of(EstateEvent.of(
                                    EstateEvent.ApiCall.TERMINATE_INSTANCES, "young", new EstateTime("-PT1H")))),
                    REPLAY.end());
            return new InstanceCallRecords(IDENTITIES, List.of(), SeededRandom.of(1))
                    .entry(estateTimeline
                            .occurrences()
                            .get(estateTimeline.occurrences().size() - 1))
                    .json();
        }
        return all().filter(r -> name(r).equals(call) && !r.has("errorCode"))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> common(Set<String> some, Set<String> others) {
        Set<String> common = new TreeSet<>(some);
        common.retainAll(others);
        return common;
    }

    static Set<String> fields(JsonNode node) {
        Set<String> fields = new TreeSet<>();
        collect("", node, fields);
        return fields;
    }

    private static void collect(String path, JsonNode node, Set<String> fields) {
        if (node.isObject()) {
            node.properties().forEach(f -> {
                fields.add(path + f.getKey());
                collect(path + f.getKey() + ".", f.getValue(), fields);
            });
        }
        node.forEach(element -> {
            if (node.isArray()) {
                collect(path, element, fields);
            }
        });
    }

    private static Stream<JsonNode> all() {
        return FILES.stream().flatMap(file -> records(file).stream());
    }

    private static String name(JsonNode record) {
        return record.get("eventName").asText();
    }

    private static String id(JsonNode record) {
        return record.get("eventID").asText();
    }

    static List<JsonNode> records(TrailLogFile file) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file.bytes()))) {
            List<JsonNode> records = new ArrayList<>();
            Json.mapper().readTree(in).get("Records").forEach(records::add);
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
