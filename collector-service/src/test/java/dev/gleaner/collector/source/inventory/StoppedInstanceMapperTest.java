package dev.gleaner.collector.source.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.contracts.signal.proto.AttachedVolume;
import dev.gleaner.contracts.signal.proto.AttachedVolumes;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.StoppedInstance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Volume;

class StoppedInstanceMapperTest {

    private static final RegionListing LISTING = new RegionListing(
            "inventory", "ec2:DescribeInstances", "123456789012", "us-east-1", Instant.parse("2026-07-20T12:00:00Z"));

    private static final Instance STOPPED = Instance.builder()
            .instanceId("i-0a")
            .state(state -> state.name("stopped"))
            .stateTransitionReason("User initiated (2026-06-01 08:30:00 GMT)")
            .blockDeviceMappings(
                    root -> root.ebs(ebs -> ebs.volumeId("vol-1").deleteOnTermination(true)),
                    data -> data.ebs(ebs -> ebs.volumeId("vol-2").deleteOnTermination(false)))
            .networkInterfaces(card -> card.privateIpAddresses(
                    address -> address.association(association -> association.publicIp("198.51.100.7")),
                    address -> address.privateIpAddress("10.0.0.8")))
            .build();

    private static final Map<String, Volume> VOLUMES = Map.of(
            "vol-1",
                    Volume.builder()
                            .volumeId("vol-1")
                            .volumeType("gp2")
                            .size(8)
                            .iops(100)
                            .build(),
            "vol-2",
                    Volume.builder()
                            .volumeId("vol-2")
                            .volumeType("gp3")
                            .size(100)
                            .iops(4000)
                            .throughput(250)
                            .build());

    @Test
    void shouldShowWhatAStoppedInstanceCosts() {
        assertThat(inventory(STOPPED, VOLUMES).getStoppedInstance())
                .isEqualTo(StoppedInstance.newBuilder()
                        .setSince(Instant.parse("2026-06-01T08:30:00Z").toEpochMilli())
                        .setPublicAddresses(1)
                        .setAttachedVolumes(AttachedVolumes.newBuilder()
                                .addVolumes(AttachedVolume.newBuilder()
                                        .setId("vol-1")
                                        .setType("gp2")
                                        .setSize(8L << 30)
                                        .setIops(100)
                                        .setGoesWithInstance(true))
                                .addVolumes(AttachedVolume.newBuilder()
                                        .setId("vol-2")
                                        .setType("gp3")
                                        .setSize(100L << 30)
                                        .setIops(4000)
                                        .setThroughput(250L << 20)))
                        .build());
    }

    /** Without one volume the cost is not known; without any it is zero. */
    @Test
    void shouldTellNoVolumesFromUnknownOnes() {
        Instance diskless = STOPPED.toBuilder().blockDeviceMappings(List.of()).build();

        assertThat(inventory(STOPPED, null).getStoppedInstance().hasAttachedVolumes())
                .isFalse();
        assertThat(inventory(STOPPED, Map.of("vol-1", VOLUMES.get("vol-1")))
                        .getStoppedInstance()
                        .hasAttachedVolumes())
                .isFalse();
        assertThat(inventory(diskless, Map.of()).getStoppedInstance().hasAttachedVolumes())
                .isTrue();
    }

    @Test
    void shouldShowNothingOfOneThatRuns() {
        Instance running =
                STOPPED.toBuilder().state(state -> state.name("running")).build();

        assertThat(inventory(running, VOLUMES).hasStoppedInstance()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "User initiated (2026-06-01 08:30:00 GMT), 2026-06-01T08:30:00Z",
        "Server.ScheduledStop: Stopped due to a scheduled retirement (2026-02-28 23:59:59 GMT), 2026-02-28T23:59:59Z"
    })
    void shouldReadTheTimeOfAReason(String reason, Instant time) {
        assertThat(StoppedInstanceMapper.since(reason)).contains(time.toEpochMilli());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "User initiated", "User initiated (2026-13-01 08:30:00 GMT)", "(2026-06-01 GMT)"})
    void shouldNotGuessATime(String reason) {
        assertThat(StoppedInstanceMapper.since(reason)).isEmpty();
    }

    private static Inventory inventory(Instance instance, Map<String, Volume> volumes) {
        return InstanceMapper.signal(LISTING, instance, volumes).getInventory();
    }
}
