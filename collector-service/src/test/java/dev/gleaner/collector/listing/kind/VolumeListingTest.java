package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListingRegistry;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;

class VolumeListingTest {

    private static final Instant CREATED = Instant.parse("2026-01-05T08:00:00Z");

    @Test
    void shouldTellAllOfAVolume() {
        Signal signal = signal(Volume.builder()
                .volumeId("vol-1")
                .state("in-use")
                .volumeType("gp3")
                .size(500)
                .iops(3000)
                .throughput(125)
                .availabilityZone("eu-west-3a")
                .createTime(CREATED)
                .tags(tag -> tag.key("team").value("vision"))
                .attachments(
                        attachment -> attachment
                                .instanceId("i-1")
                                .state("attached")
                                .attachTime(CREATED)
                                .deleteOnTermination(true),
                        attachment -> attachment
                                .instanceOwningService("fargate.amazonaws.com")
                                .state("attached"))
                .build());

        assertThat(signal.getResource()).isEqualTo("arn:aws:ec2:eu-west-3:111122223333:volume/vol-1");
        assertThat(signal.getSource()).isEqualTo("inventory-volumes");
        assertThat(signal.getAccount()).isEqualTo("111122223333");
        assertThat(signal.getRegion()).isEqualTo("eu-west-3");
        assertThat(signal.getObservedAt()).isEqualTo(Listings.NOW.toEpochMilli());
        assertThat(signal.getPlace().getName()).isEqualTo("place");
        Inventory volume = signal.getInventory();
        assertThat(volume.getState()).isEqualTo("in-use");
        assertThat(volume.getType()).isEqualTo("gp3");
        assertThat(volume.getSize()).isEqualTo(536_870_912_000L);
        assertThat(volume.getIops()).isEqualTo(3000);
        assertThat(volume.getThroughput()).isEqualTo(131_072_000L);
        assertThat(volume.getZone()).isEqualTo("eu-west-3a");
        assertThat(volume.getCreated()).isEqualTo(CREATED.toEpochMilli());
        assertThat(volume.getTagsMap()).containsEntry("team", "vision");
        assertThat(volume.getAttachmentsList()).hasSize(2);
        assertThat(volume.getAttachments(0).getInstance()).isEqualTo("arn:aws:ec2:eu-west-3:111122223333:instance/i-1");
        assertThat(volume.getAttachments(0).getSince()).isEqualTo(CREATED.toEpochMilli());
        assertThat(volume.getAttachments(0).getGoesWithInstance()).isTrue();
        assertThat(volume.getAttachments(1).getInstance()).isEmpty();
        assertThat(volume.getAttachments(1).hasSince()).isFalse();
    }

    @Test
    void shouldLeaveOutWhatEc2LeavesOut() {
        Inventory volume = signal(
                        Volume.builder().volumeId("vol-2").state("available").build())
                .getInventory();

        assertThat(volume.getState()).isEqualTo("available");
        assertThat(volume.getAttachmentsList()).isEmpty();
        assertThat(volume.hasSize()).isFalse();
        assertThat(volume.hasCreated()).isFalse();
        assertThat(volume.hasIops()).isFalse();
        assertThat(volume.hasThroughput()).isFalse();
    }

    /** Only of these metrics are requested: each request costs. */
    @ParameterizedTest
    @CsvSource({
        "gp2, 9000, , true, false",
        "gp3, 3000, 125, true, false",
        "gp3, 3001, 125, true, true",
        "gp3, 3000, 126, true, true",
        "gp3, 3001, 125, false, false",
        "io1, 100, , true, true",
        "io2, 64000, , true, true",
        "io2, 64000, , false, false",
        "st1, , , true, false"
    })
    void shouldKnowWhichVolumesAreBilledForTheirPerformance(
            String type, Integer iops, Integer throughput, boolean isAttached, boolean isMeasured) {
        Signal signal = signal(Volume.builder()
                .volumeId("vol-1")
                .volumeType(type)
                .iops(iops)
                .throughput(throughput)
                .attachments(
                        isAttached
                                ? List.of(VolumeAttachment.builder()
                                        .instanceId("i-1")
                                        .build())
                                : List.of())
                .build());
        ListingRegistry registry = new ListingRegistry();
        Arn arn = Arn.parse(signal.getResource());

        assertThat(registry.region(VolumeListing.ListedVolume.class, arn.account(), arn.region()))
                .isEmpty();
        assertThat(isUnprovisioned(registry, arn)).isFalse();
        registry.replace(
                arn.account(),
                arn.region(),
                ListedRegion.of(List.of())
                        .with(VolumeListing.ListedVolume.class, List.of(VolumeListing.listed(signal))));

        assertThat(registry.region(VolumeListing.ListedVolume.class, arn.account(), arn.region())
                        .orElseThrow())
                .flatExtracting(volume -> volume.metricTargets().toList())
                .extracting(MetricTarget::resource)
                .isEqualTo(isMeasured ? List.of(arn) : List.of());
        assertThat(isUnprovisioned(registry, arn)).isEqualTo(isAttached && !isMeasured);
    }

    private static boolean isUnprovisioned(ListingRegistry registry, Arn volume) {
        return registry.find(VolumeListing.ListedVolume.class, volume.account(), volume.region(), volume.id())
                .filter(listed -> !listed.provisioned())
                .isPresent();
    }

    private static Signal signal(Volume volume) {
        return VolumeListing.signal(Listings.of("inventory-volumes"), volume);
    }
}
