package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.kind.EstateEbsSnapshot;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.KindRegistry;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/** EBS snapshots, with the images that use them. */
final class StandInSnapshots implements StandInKind<EstateEbsSnapshot> {

    @Override
    public EstateKind<EstateEbsSnapshot> kind() {
        return KindRegistry.SNAPSHOTS;
    }

    @Override
    public void create(EstateEbsSnapshot snapshot, StandInResources created) {
        Ec2Client ec2 = created.clients().ec2(snapshot.region());
        Optional<String> known = Optional.ofNullable(snapshot.volume()).flatMap(created::find);
        String volume = known.orElseGet(() -> ec2.createVolume(
                        r -> r.availabilityZone(snapshot.region() + "a").size(snapshot.size()))
                .volumeId());
        created.seedFor(snapshot.name());
        String id = ec2.createSnapshot(
                        r -> r.volumeId(volume).tagSpecifications(Ec2Tags.of(ResourceType.SNAPSHOT, snapshot.tags())))
                .snapshotId();
        created.assign(snapshot.name(), id);
        if (known.isEmpty()) {
            ec2.deleteVolume(r -> r.volumeId(volume));
        }
        if (!created.exists(snapshot)) {
            ec2.deleteSnapshot(r -> r.snapshotId(id));
            return;
        }
        Map<String, Object> past = created.past(snapshot, "snapshot", id, snapshot.created());
        if (snapshot.image() != null) {
            past.put("image", image(ec2, snapshot.image(), created));
        }
    }

    /** The stand-in gives each image a snapshot of its own, which the extension replaces. */
    private static String image(Ec2Client ec2, String name, StandInResources created) {
        created.seedFor(name + " image");
        return ec2.registerImage(r -> r.name(name).architecture("x86_64").rootDeviceName("/dev/sda1"))
                .imageId();
    }
}
