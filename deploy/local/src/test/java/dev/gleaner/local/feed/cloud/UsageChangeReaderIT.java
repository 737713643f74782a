package dev.gleaner.local.feed.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.bill.ScheduledHours;
import dev.gleaner.local.estate.bill.UsageChanges;
import dev.gleaner.local.estate.file.EstateFileReader;
import dev.gleaner.local.estate.kind.EstateVolume;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;

@NeedsAwsStandIn
class UsageChangeReaderIT {

    private static final String ESTATE = """
            {"name": "changed",
             "resources": [
               {"name": "kept", "region": "us-east-1", "type": "m5.large"},
               {"name": "ended", "region": "us-east-1", "type": "m5.large"},
               {"name": "stopped", "region": "us-east-1", "type": "m5.large", "state": "stopped"},
               {"name": "smaller", "region": "us-east-1", "type": "m5.xlarge"},
               {"name": "timed", "region": "us-east-1", "type": "m5.large"},
               {"name": "always-timed", "region": "us-east-1", "type": "m5.large", "tags": {"gleaner:schedule": "UTC Mon 08:00-09:00"}},
               {"name": "member", "region": "us-east-1", "type": "m5.large", "autoScalingGroup": "workers"}],
             "volumes": [
               {"name": "disk", "region": "us-east-1", "size": 10, "created": "-P20D"},
               {"name": "gone", "region": "us-east-1", "size": 10, "created": "-P20D"},
               {"name": "modified", "region": "us-east-1", "size": 10, "type": "gp2", "created": "-P20D"}]}""";

    @Test
    void shouldReadWhatBecameOtherThanTheEstateHasIt() throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        EstateTimeline timeline = EstateTimeline.endingAt(EstateFileReader.parse("changed", ESTATE), now);
        ProgressPrinter silent =
                new ProgressPrinter(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try (StandInAwsClients clients = new StandInAwsClients(AwsStandIn.endpoint())) {
            EstateIdentities ids = new StandInBuilder(clients, silent).build(timeline, now);
            UsageChangeReader reader = new UsageChangeReader(clients, timeline, ids);
            assertThat(reader.read(now)).isEqualTo(UsageChanges.none());

            Ec2Client ec2 = clients.ec2("us-east-1");
            ec2.terminateInstances(r -> r.instanceIds(ids.id("ended"), ids.id("member")));
            ec2.stopInstances(r -> r.instanceIds(ids.id("smaller")));
            ec2.modifyInstanceAttribute(
                    r -> r.instanceId(ids.id("smaller")).instanceType(type -> type.value("m5.large")));
            ec2.startInstances(r -> r.instanceIds(ids.id("smaller")));
            ec2.createTags(r -> r.resources(ids.id("timed"))
                    .tags(Tag.builder()
                            .key(ScheduledHours.TAG)
                            .value("UTC Mon Tue 08:00-18:00")
                            .build()));
            ec2.deleteVolume(r -> r.volumeId(ids.id("gone")));
            ec2.modifyVolume(r -> r.volumeId(ids.id("modified")).volumeType("gp3"));
            UsageChanges changes = reader.read(now);

            assertThat(changes.instances()).containsOnlyKeys("ended", "smaller", "timed");
            UsageChanges.InstanceChange ended = changes.instances().get("ended");
            assertThat(ended.isRunning()).isFalse();
            assertThat(ended.since()).isBetween(now.minusSeconds(5), now.plusSeconds(120));
            assertThat(changes.instances().get("smaller"))
                    .isEqualTo(new UsageChanges.InstanceChange(now, true, "m5.large", null));
            assertThat(changes.instances().get("timed").hours()).isNotNull();
            assertThat(changes.resources()).containsOnlyKeys("gone", "modified");
            assertThat(changes.resources().get("gone").shown()).isNull();
            assertThat(changes.resources().get("modified").shown())
                    .isInstanceOfSatisfying(
                            EstateVolume.class,
                            volume -> assertThat(volume.type()).isEqualTo(EstateVolume.VolumeType.GP3));
        }
    }
}
