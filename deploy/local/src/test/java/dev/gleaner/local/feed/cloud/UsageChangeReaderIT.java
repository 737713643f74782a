package dev.gleaner.local.feed.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.estate.EstateCommitments;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.bill.ScheduledHours;
import dev.gleaner.local.estate.bill.UsageChanges;
import dev.gleaner.local.estate.file.EstateFileReader;
import dev.gleaner.local.estate.kind.EstateNotebook;
import dev.gleaner.local.estate.kind.EstateVolume;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

@NeedsAwsStandIn
class UsageChangeReaderIT {

    private static final String ESTATE = """
            {"name": "changed",
             "resources": [
               {"name": "api-2", "region": "us-east-1", "type": "m5.xlarge"},
               {"name": "features-1", "region": "us-east-1", "type": "c5.4xlarge"},
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
               {"name": "modified", "region": "us-east-1", "size": 10, "type": "gp2", "created": "-P20D"}],
             "addresses": [
               {"name": "free-address", "region": "us-east-1"},
               {"name": "released-address", "region": "us-east-1"}],
             "inferenceEndpoints": [
               {"name": "invoked-endpoint", "region": "us-east-1", "type": "ml.m5.large", "created": "-P20D"},
               {"name": "deleted-endpoint", "region": "us-east-1", "type": "ml.m5.large", "created": "-P20D"}],
             "notebooks": [
               {"name": "open-notebook", "region": "us-east-1", "type": "ml.t3.medium", "created": "-P20D"},
               {"name": "stopped-notebook", "region": "us-east-1", "type": "ml.t3.medium", "created": "-P20D"}],
             "vpcs": [
               {"name": "jobs", "region": "us-east-1", "natGateways": ["jobs-nat", "deleted-nat"]},
               {"name": "web", "region": "us-east-1", "natGateways": ["web-nat"]}]}""";

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
            ec2.releaseAddress(r -> r.allocationId(ids.id("released-address")));
            ec2.deleteNatGateway(r -> r.natGatewayId(ids.id("deleted-nat")));
            SageMakerClient sageMaker = clients.client(SageMakerClient.class, SageMakerClient::builder, "us-east-1");
            sageMaker.deleteEndpoint(r -> r.endpointName("deleted-endpoint"));
            sageMaker.stopNotebookInstance(r -> r.notebookInstanceName("stopped-notebook"));
            ec2.cancelCapacityReservation(r -> r.capacityReservationId(EstateCommitments.of(timeline.estate())
                    .capacityReservation("launch-week")
                    .orElseThrow()
                    .id()));
            UsageChanges changes = reader.read(now);

            assertThat(changes.instances()).containsOnlyKeys("ended", "smaller", "timed");
            UsageChanges.InstanceChange ended = changes.instances().get("ended");
            assertThat(ended.isRunning()).isFalse();
            assertThat(ended.since()).isBetween(now.minusSeconds(5), now.plusSeconds(120));
            assertThat(changes.instances().get("smaller"))
                    .isEqualTo(new UsageChanges.InstanceChange(now, true, "m5.large", null));
            assertThat(changes.instances().get("timed").hours()).isNotNull();
            assertThat(changes.resources())
                    .containsOnlyKeys(
                            "gone", "modified", "released-address", "deleted-endpoint", "stopped-notebook", "jobs");
            assertThat(List.of("gone", "released-address", "deleted-endpoint"))
                    .allSatisfy(name ->
                            assertThat(changes.resources().get(name).shown()).isNull());
            assertThat(changes.resources().get("stopped-notebook").shown())
                    .isInstanceOfSatisfying(
                            EstateNotebook.class,
                            notebook -> assertThat(notebook.stopped()).isTrue());
            assertThat(changes.resources().get("jobs").shown())
                    .isInstanceOfSatisfying(
                            EstateVpc.class,
                            vpc -> assertThat(vpc.natGateways()).containsExactly("jobs-nat"));
            assertThat(changes.cancelled()).containsExactly(Map.entry("launch-week", now));
            assertThat(changes.resources().get("modified").shown())
                    .isInstanceOfSatisfying(
                            EstateVolume.class,
                            volume -> assertThat(volume.type()).isEqualTo(EstateVolume.VolumeType.GP3));
        }
    }
}
