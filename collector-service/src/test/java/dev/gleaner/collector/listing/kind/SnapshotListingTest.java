package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.signal.proto.Images;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Snapshot;

class SnapshotListingTest {

    private static final Instant STARTED = Instant.parse("2025-11-05T08:00:00Z");

    private static final Map<String, Images> IMAGES = SnapshotListing.bySnapshot(List.of(
            image("ami-1", "snap-1", "snap-2"),
            image("ami-2", "snap-1"),
            Image.builder()
                    .imageId("ami-3")
                    .blockDeviceMappings(mapping -> mapping.virtualName("ephemeral0"))
                    .build()));

    @Test
    void shouldTellAllOfASnapshot() {
        Signal signal = signal(
                Snapshot.builder()
                        .snapshotId("snap-1")
                        .state("completed")
                        .storageTier("standard")
                        .volumeId("vol-1")
                        .volumeSize(100)
                        .fullSnapshotSizeInBytes(7_000_000_000L)
                        .startTime(STARTED)
                        .tags(tag -> tag.key("team").value("vision"))
                        .build(),
                Optional.of(IMAGES));

        assertThat(signal.getResource()).isEqualTo("arn:aws:ec2:eu-west-3:111122223333:snapshot/snap-1");
        Inventory snapshot = signal.getInventory();
        assertThat(snapshot.getState()).isEqualTo("completed");
        assertThat(snapshot.getType()).isEqualTo("standard");
        assertThat(snapshot.getParent()).isEqualTo("arn:aws:ec2:eu-west-3:111122223333:volume/vol-1");
        assertThat(snapshot.getSize()).isEqualTo(107_374_182_400L);
        assertThat(snapshot.getSizeInStorage()).isEqualTo(7_000_000_000L);
        assertThat(snapshot.getCreated()).isEqualTo(STARTED.toEpochMilli());
        assertThat(snapshot.getTagsMap()).containsEntry("team", "vision");
        assertThat(snapshot.getImages().getIdsList()).containsExactly("ami-1", "ami-2");
    }

    /** In use by an image it can't be deleted (ministryofjustice/modernisation-platform#11224); who can't look does not know. */
    @Test
    void shouldTellNoImageFromImagesThatAreNotKnown() {
        Snapshot snapshot = Snapshot.builder().snapshotId("snap-9").build();

        assertThat(signal(snapshot, Optional.of(IMAGES)).getInventory().hasImages())
                .isTrue();
        assertThat(signal(snapshot, Optional.of(IMAGES))
                        .getInventory()
                        .getImages()
                        .getIdsList())
                .isEmpty();
        assertThat(signal(snapshot, Optional.empty()).getInventory().hasImages())
                .isFalse();
    }

    @Test
    void shouldNotNameAVolumeThatNeverWas() {
        Snapshot copy =
                Snapshot.builder().snapshotId("snap-9").volumeId("vol-ffffffff").build();

        assertThat(signal(copy, Optional.empty()).getInventory().getParent()).isEmpty();
    }

    private static Image image(String id, String... snapshots) {
        return Image.builder()
                .imageId(id)
                .blockDeviceMappings(List.of(snapshots).stream()
                        .map(snapshot -> software.amazon.awssdk.services.ec2.model.BlockDeviceMapping.builder()
                                .ebs(ebs -> ebs.snapshotId(snapshot))
                                .build())
                        .toList())
                .build();
    }

    private static Signal signal(Snapshot snapshot, Optional<Map<String, Images>> images) {
        return SnapshotListing.signal(Listings.of("inventory-snapshots"), snapshot, images);
    }
}
