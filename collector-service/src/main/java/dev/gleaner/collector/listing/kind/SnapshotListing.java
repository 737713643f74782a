package dev.gleaner.collector.listing.kind;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListingConfig;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Images;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Snapshot;

/**
 * Lists the snapshots of an account, and the account's images that use them. Images of other accounts use copies of
 * their own.
 */
@Singleton
public record SnapshotListing(RateLimitedAwsClients aws, Config config) implements KindListing {

    /** Page limit of EC2. */
    private static final int PAGE = 1000;

    private static final String OWN = "self";
    private static final String IMAGES = "ec2:DescribeImages";

    @Override
    public ListingCall listingCall() {
        return new ListingCall(ResourceKind.SNAPSHOT, "ec2:DescribeSnapshots");
    }

    /** Snapshots are listed first: a snapshot that becomes part of an image in between is then counted as used. */
    @Override
    public ListedRegion list(AwsAccountRegion awsAccountRegion, RegionListing listing, AccessDeniedRecorder denied) {
        Ec2AsyncClient ec2 = aws.ec2(awsAccountRegion);
        List<Snapshot> snapshots = AwsPaginator.readAll(
                token -> ec2.describeSnapshots(
                        request -> request.ownerIds(OWN).maxResults(PAGE).nextToken(token)),
                DescribeSnapshotsResponse::nextToken,
                DescribeSnapshotsResponse::snapshots);
        Optional<Map<String, Images>> images =
                snapshots.isEmpty() ? Optional.empty() : images(awsAccountRegion, ec2, denied);
        return ListedRegion.of(snapshots.stream()
                .map(snapshot -> signal(listing, snapshot, images))
                .toList());
    }

    /** Images by snapshot id; empty if we are not permitted to list images. */
    private Optional<Map<String, Images>> images(
            AwsAccountRegion awsAccountRegion, Ec2AsyncClient ec2, AccessDeniedRecorder denied) {
        return denied.permitted(
                "Snapshots of " + awsAccountRegion,
                IMAGES,
                () -> bySnapshot(AwsPaginator.readAll(
                        token -> ec2.describeImages(request -> request.owners(OWN)
                                .includeDisabled(true)
                                .maxResults(PAGE)
                                .nextToken(token)),
                        DescribeImagesResponse::nextToken,
                        DescribeImagesResponse::images)));
    }

    static Map<String, Images> bySnapshot(List<Image> images) {
        Map<String, Images.Builder> bySnapshot = new TreeMap<>();
        for (Image image : images) {
            image.blockDeviceMappings().stream()
                    .filter(mapping -> mapping.ebs() != null && mapping.ebs().snapshotId() != null)
                    .map(mapping -> mapping.ebs().snapshotId())
                    .distinct()
                    .forEach(snapshot -> bySnapshot
                            .computeIfAbsent(snapshot, key -> Images.newBuilder())
                            .addIds(textOrEmpty(image.imageId())));
        }
        Map<String, Images> built = new TreeMap<>();
        bySnapshot.forEach((snapshot, ids) -> built.put(snapshot, ids.build()));
        return built;
    }

    static Signal signal(RegionListing listing, Snapshot snapshot, Optional<Map<String, Images>> images) {
        Map<String, String> tags = SdkValues.tags(snapshot.tags());
        Inventory.Builder inventory = Inventory.newBuilder()
                .setState(textOrEmpty(snapshot.stateAsString()))
                .setType(textOrEmpty(snapshot.storageTierAsString()))
                .putAllTags(tags)
                .setOwner(ResourceController.owner(tags))
                .setParent(volume(listing, snapshot));
        if (snapshot.volumeSize() != null) {
            inventory.setSize(SdkValues.gibibytes(snapshot.volumeSize()));
        }
        if (snapshot.fullSnapshotSizeInBytes() != null) {
            inventory.setSizeInStorage(snapshot.fullSnapshotSizeInBytes());
        }
        if (snapshot.startTime() != null) {
            inventory.setCreated(snapshot.startTime().toEpochMilli());
        }
        images.ifPresent(
                known -> inventory.setImages(known.getOrDefault(snapshot.snapshotId(), Images.getDefaultInstance())));
        return listing.signal(
                Arn.snapshot(listing.region(), listing.account(), snapshot.snapshotId()), inventory.build());
    }

    /** EC2 uses an artificial id ({@code vol-ffffffff}) for copied and imported snapshots. */
    private static String volume(RegionListing listing, Snapshot snapshot) {
        String id = textOrEmpty(snapshot.volumeId());
        return id.isEmpty() || id.equals("vol-ffffffff")
                ? ""
                : Arn.volume(listing.region(), listing.account(), id).toString();
    }

    /** EBS snapshots owned by the account, and the images that use them, about which rules count in months. */
    @ConfigMapping(prefix = "collector.inventory.snapshots")
    public interface Config extends ListingConfig {

        @Override
        @WithDefault("P7D")
        Duration interval();
    }
}
