package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.signal.proto.StoredImages;
import dev.gleaner.contracts.signal.proto.UntaggedImages;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecr.model.ImageDetail;

class ContainerRepositoryListingTest {

    private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

    @Test
    void shouldTellWhatUntaggedImagesStoreByTheirAge() {
        Instant pulled = daysAgo(45);

        StoredImages stored = stored(
                image(MANIFEST, 100).imageTags("1.4").imagePushedAt(daysAgo(200)),
                image(MANIFEST, 10).imagePushedAt(daysAgo(31)).lastRecordedPullTime(daysAgo(50)),
                image(MANIFEST, 20).imagePushedAt(daysAgo(59)).lastRecordedPullTime(pulled),
                image(MANIFEST, 40).imagePushedAt(daysAgo(40)),
                image(MANIFEST, 80).imagePushedAt(daysAgo(0)));

        assertThat(stored.getLinked()).isZero();
        assertThat(stored.getUntaggedList())
                .containsExactly(
                        UntaggedImages.newBuilder()
                                .setAgeDays(1)
                                .setImages(1)
                                .setBytes(80)
                                .setPullUnknown(1)
                                .build(),
                        UntaggedImages.newBuilder()
                                .setAgeDays(60)
                                .setImages(3)
                                .setBytes(70)
                                .setPulled(pulled.toEpochMilli())
                                .setPullUnknown(1)
                                .build());
    }

    /** The images of the architectures have no tags of their own. */
    @Test
    void shouldCountImagesThatReferToOthers() {
        StoredImages stored = stored(
                image("application/vnd.oci.image.index.v1+json", 0).imageTags("1.4"),
                image("application/vnd.docker.distribution.manifest.list.v2+json", 0)
                        .imageTags("1.3"),
                image("application/vnd.oci.image.manifest.v1+json", 5)
                        .subjectManifestDigest("sha256:1")
                        .imagePushedAt(daysAgo(90)));

        assertThat(stored.getLinked()).isEqualTo(3);
        assertThat(stored.getUntaggedList()).isEmpty();
    }

    @Test
    void shouldTakeAnImageOfUnknownAgeForAYoungOne() {
        assertThat(stored(image(MANIFEST, 10)).getUntagged(0).getAgeDays()).isEqualTo(1);
    }

    private static ImageDetail.Builder image(String mediaType, long bytes) {
        return ImageDetail.builder().imageManifestMediaType(mediaType).imageSizeInBytes(bytes);
    }

    private static Instant daysAgo(int days) {
        return Listings.NOW.minus(Duration.ofDays(days));
    }

    private static StoredImages stored(ImageDetail.Builder... images) {
        return ContainerRepositoryListing.storedImages(
                List.of(images).stream().map(ImageDetail.Builder::build).toList(), Listings.NOW);
    }
}
