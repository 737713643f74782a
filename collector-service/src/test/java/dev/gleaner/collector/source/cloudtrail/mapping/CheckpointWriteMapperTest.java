package dev.gleaner.collector.source.cloudtrail.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.fleet.InstanceLaunchRegistry;
import dev.gleaner.collector.listing.kind.ScalingGroupListing;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.CheckpointWrites;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointWriteMapperTest {

    private static final String ACCOUNT = "111122223333";
    private static final String REGION = "eu-west-3";
    private static final String TRAINER = "i-0aaaaaaaaaaaaaaa1";
    private static final String UNLISTED = "i-0bbbbbbbbbbbbbbb2";
    private static final Arn GROUP =
            Arn.parse("arn:aws:autoscaling:eu-west-3:111122223333:autoScalingGroup:u-1:autoScalingGroupName/train");

    @Test
    void shouldTellTheGroupWhenItsInstanceSavedARun() {
        List<CheckpointWrites> writes = writes(
                GROUP.toString(),
                put(TRAINER, "runs/bert/checkpoint-2/model.bin", "PutObject", "2026-03-01T12:08:30Z"),
                put(TRAINER, "runs/bert/checkpoint-1/model.bin", "UploadPart", "2026-03-01T12:00:10Z"),
                put(TRAINER, "runs/bert/checkpoint-1/optimizer.bin", "PutObject", "2026-03-01T12:00:50Z"));

        assertThat(writes)
                .containsExactly(CheckpointWrites.newBuilder()
                        .setRun("lake/runs/bert/")
                        .addMinutes(minute("2026-03-01T12:00:00Z"))
                        .addMinutes(minute("2026-03-01T12:08:00Z"))
                        .setInstance(TRAINER)
                        .setType("g5.xlarge")
                        .setPlatform("Linux/UNIX")
                        .setTenancy("default")
                        .build());
    }

    @Test
    void shouldTellRunsApart() {
        assertThat(writes(
                        GROUP.toString(),
                        put(TRAINER, "runs/a/checkpoint-1/model", "PutObject", "2026-03-01T12:00:00Z"),
                        put(TRAINER, "runs/b/checkpoint-1/model", "PutObject", "2026-03-01T12:01:00Z")))
                .extracting(CheckpointWrites::getRun)
                .containsExactly("lake/runs/a/", "lake/runs/b/");
    }

    /** A group that no listing has shown has no ARN yet. */
    @Test
    void shouldTellTheInstanceIfItsGroupIsNotListed() {
        String put = put(TRAINER, "runs/a/checkpoint-1/model", "PutObject", "2026-03-01T12:00:00Z");

        List<Signal> signals = signals(List.of(), put);

        assertThat(signals).extracting(Signal::getResource).containsExactly(instance(TRAINER));
        assertThat(signals.get(0).getCheckpointWrites().getType()).isEqualTo("g5.xlarge");
    }

    @Test
    void shouldKnowNothingOfAnInstanceThatIsNotListed() {
        CheckpointWrites writes = writes(
                        instance(UNLISTED),
                        put(UNLISTED, "runs/a/checkpoint-1/model", "PutObject", "2026-03-01T12:00:00Z"))
                .get(0);

        assertThat(writes.getInstance()).isEqualTo(UNLISTED);
        assertThat(writes.getType() + writes.getMarket() + writes.getPlatform() + writes.getTenancy())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs/a/model.bin", "runs/a/step-1/model", "runs/a/checkpoint-best/model"})
    void shouldPassOverWhatIsNoCheckpoint(String key) {
        assertThat(signals(groups(), put(TRAINER, key, "PutObject", "2026-03-01T12:00:00Z")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jane@example.com", "i-0aaaaaaaaaaaaaaa1-copy", "botocore-session-1"})
    void shouldPassOverSessionsThatAreNoInstances(String session) {
        assertThat(signals(groups(), put(session, "runs/a/checkpoint-1/model", "PutObject", "2026-03-01T12:00:00Z")))
                .isEmpty();
    }

    @Test
    void shouldPassOverReads() {
        assertThat(signals(groups(), put(TRAINER, "runs/a/checkpoint-1/model", "GetObject", "2026-03-01T12:00:00Z")))
                .isEmpty();
    }

    private static List<CheckpointWrites> writes(String resource, String... records) {
        return signals(groups(), records).stream()
                .peek(signal -> {
                    assertThat(signal.getResource()).isEqualTo(resource);
                    assertThat(signal.getAccount()).isEqualTo(ACCOUNT);
                    assertThat(signal.getRegion()).isEqualTo(REGION);
                    assertThat(signal.getSource()).isEqualTo("cloudtrail-folder");
                })
                .map(Signal::getCheckpointWrites)
                .toList();
    }

    private static List<Signal> signals(List<ScalingGroupListing.NamedGroup> groups, String... records) {
        InstanceLaunchRegistry.Launch launch = new InstanceLaunchRegistry.Launch(
                Arn.parse(instance(TRAINER)), "train", "g5.xlarge", "", "Linux/UNIX", "default");
        String file = "{\"Records\":[" + String.join(",", records) + "]}";
        return Trail.reading(file.getBytes(UTF_8), "trail.json", Trail.hosts(List.of(launch), groups))
                .signals()
                .stream()
                .filter(Signal::hasCheckpointWrites)
                .toList();
    }

    private static List<ScalingGroupListing.NamedGroup> groups() {
        return List.of(new ScalingGroupListing.NamedGroup(GROUP, "train"));
    }

    private static String put(String session, String key, String call, String time) {
        boolean isRead = call.equals("GetObject");
        return Json.text(Map.ofEntries(
                Map.entry("eventVersion", "1.11"),
                Map.entry(
                        "userIdentity",
                        Map.of(
                                "type",
                                "AssumedRole",
                                "arn",
                                "arn:aws:sts::" + ACCOUNT + ":assumed-role/trainer/" + session,
                                "accountId",
                                ACCOUNT)),
                Map.entry("eventTime", time),
                Map.entry("eventSource", "s3.amazonaws.com"),
                Map.entry("eventName", call),
                Map.entry("awsRegion", REGION),
                Map.entry("sourceIPAddress", "10.0.0.1"),
                Map.entry("requestParameters", Map.of("bucketName", "lake", "key", key)),
                Map.entry(
                        "additionalEventData", Map.of(isRead ? "bytesTransferredOut" : "bytesTransferredIn", 1048576)),
                Map.entry("eventID", "e-" + key + time + call),
                Map.entry("readOnly", isRead),
                Map.entry("eventType", "AwsApiCall"),
                Map.entry("managementEvent", false),
                Map.entry("recipientAccountId", ACCOUNT)));
    }

    private static String instance(String id) {
        return "arn:aws:ec2:" + REGION + ":" + ACCOUNT + ":instance/" + id;
    }

    private static long minute(String time) {
        return Instant.parse(time).getEpochSecond() / 60;
    }
}
