package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

class Ec2InstanceMapperTest {

    /** EC2 says "amazon" of an address that it lent, and the account of an elastic one. */
    @ParameterizedTest
    @CsvSource(
            value = {"amazon, false", "123456789012, true", "NULL, false"},
            nullValues = "NULL")
    void shouldTellAnElasticAddressFromALentOne(String owner, boolean elastic) {
        Ec2Instance.Observation seen = seen(shown -> shown.publicIpAddress("203.0.113.7")
                .networkInterfaces(card -> card.privateIpAddresses(address ->
                        address.association(lent -> lent.publicIp("203.0.113.7").ipOwnerId(owner)))));

        assertThat(seen.instance().publicAddress()).isEqualTo(new Ec2Instance.PublicAddress("203.0.113.7", elastic));
    }

    @Test
    void shouldKnowOfNoAddressWhereThereIsNone() {
        assertThat(seen(shown -> {}).instance().publicAddress()).isNull();
    }

    /** aws-solutions/instance-scheduler-on-aws#139: EC2 took the start, and only its reason tells what became of it. */
    @Test
    void shouldSayWhyAnInstanceIsNotRunning() {
        Ec2Instance.Observation seen = seen(shown -> shown.state(state -> state.name(InstanceStateName.STOPPED))
                .stateReason(reason ->
                        reason.code("Client.InternalError").message("Client.InternalError: Client error on launch")));

        assertThat(seen.sentence()).isEqualTo("the instance is stopped (Client.InternalError: Client error on launch)");
    }

    /** cloud-custodian/cloud-custodian#11118: a name like that of an instance-store device says nothing. */
    @Test
    void shouldNotGoByTheNamesOfDevices() {
        Ec2Instance.Observation ebs = seen(shown -> shown.rootDeviceType("ebs")
                .blockDeviceMappings(
                        device -> device.deviceName("/dev/xvdca").ebs(volume -> volume.volumeId("vol-1"))));
        Ec2Instance.Observation mapped =
                seen(shown -> shown.rootDeviceType("ebs").blockDeviceMappings(device -> device.deviceName("/dev/sdf")));

        assertThat(ebs.instance().ephemeralData()).isFalse();
        assertThat(mapped.instance().ephemeralData()).isTrue();
    }

    @Test
    void shouldComeBackFromTheDatabase() {
        Ec2Instance.Observation seen = new Ec2Instance.Observation(
                new Ec2Instance(
                        "running",
                        "g5.xlarge",
                        "ebs",
                        false,
                        null,
                        Map.of("a", "b"),
                        true,
                        new Ec2Instance.PublicAddress("1", true)),
                Instant.EPOCH,
                "because",
                false,
                new Ec2Instance.QuarantineImage("ami-1", "available", Instant.EPOCH, List.of("/dev/sda1")),
                List.of(new Ec2Instance.Observation.AttachedVolume("vol-1", "/dev/sda1", Instant.EPOCH)));

        assertThat(Json.read(Json.text(seen), ResourceObservation.class)).isEqualTo(seen);
    }

    @Test
    void shouldTellWhichVolumesItHasAndSinceWhen() {
        Ec2Instance.Observation seen = seen(shown -> shown.blockDeviceMappings(device -> device.deviceName("/dev/sdf")
                .ebs(volume -> volume.volumeId("vol-1").attachTime(Instant.EPOCH))));

        assertThat(seen.volumes())
                .containsExactly(new Ec2Instance.Observation.AttachedVolume("vol-1", "/dev/sdf", Instant.EPOCH));
    }

    /** What an earlier version wrote tells nothing of what it did not look at. */
    @Test
    void shouldReadWhatWasWrittenBefore() {
        String old = "{\"kind\":\"instance\",\"state\":\"running\",\"type\":\"m5.xlarge\",\"rootDevice\":\"ebs\","
                + "\"ephemeralData\":false,\"lifecycle\":null,\"tags\":{}}";

        Ec2Instance read = (Ec2Instance) Json.read(old, ResourceSnapshot.class);

        assertThat(read.instanceStorage()).isNull();
        assertThat(read.publicAddress()).isNull();
    }

    private static Ec2Instance.Observation seen(
            Consumer<software.amazon.awssdk.services.ec2.model.Instance.Builder> particulars) {
        software.amazon.awssdk.services.ec2.model.Instance.Builder shown =
                software.amazon.awssdk.services.ec2.model.Instance.builder()
                        .instanceType("m5.xlarge")
                        .launchTime(Instant.EPOCH)
                        .state(state -> state.name(InstanceStateName.RUNNING));
        particulars.accept(shown);
        return Ec2Instance.Mapper.toObservation(shown.build(), false);
    }
}
