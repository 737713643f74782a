package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateVolume;
import dev.gleaner.local.estate.kind.KindRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Volume;

/** EBS volumes, attached to instances. */
final class StandInVolumes implements StandInKind<EstateVolume> {

    /** The devices of each instance so far, by its id. */
    private final Map<String, Integer> devices = new HashMap<>();

    @Override
    public EstateKind<EstateVolume> kind() {
        return KindRegistry.VOLUMES;
    }

    @Override
    public void create(EstateVolume volume, StandInResources created) {
        created.seedFor(volume.name());
        String id = created.clients()
                .ec2(volume.region())
                .createVolume(r -> r.availabilityZone(volume.zone())
                        .volumeType(volume.type().awsName())
                        .size(volume.size())
                        .iops(
                                volume.type() == EstateVolume.VolumeType.GP2
                                        ? null
                                        : volume.shownIops().orElse(null))
                        .throughput(volume.shownThroughput().orElse(null))
                        .tagSpecifications(Ec2Tags.of(ResourceType.VOLUME, volume.tags())))
                .volumeId();
        created.assign(volume.name(), id);
    }

    /** A volume is deleted once its snapshots are there. */
    @Override
    public void finish(EstateVolume volume, StandInResources created) {
        Ec2Client ec2 = created.clients().ec2(volume.region());
        String id = created.id(volume.name());
        if (!created.exists(volume)) {
            ec2.deleteVolume(r -> r.volumeId(id));
            return;
        }
        Map<String, Object> past = created.past(volume, "volume", id, volume.created());
        volume.shownIops().ifPresent(iops -> past.put("iops", iops));
        created.use(volume).ifPresent(use -> {
            String user = created.id(use.instance());
            ec2.attachVolume(r -> r.volumeId(id).instanceId(user).device(device(user)));
            past.put("attached", created.millis(use.from()));
        });
    }

    /** The next free device of an instance, beside its root volume. */
    private String device(String instance) {
        int number = devices.merge(instance, 1, Integer::sum);
        return "/dev/sd" + (char) ('e' + number);
    }

    @Override
    public Optional<Map<String, UnaryOperator<EstateVolume>>> shown(StandInAwsClients clients, String region) {
        return Optional.of(clients.ec2(region).describeVolumesPaginator().volumes().stream()
                .collect(Collectors.toMap(Volume::volumeId, StandInVolumes::shown)));
    }

    private static UnaryOperator<EstateVolume> shown(Volume shown) {
        return volume -> EstateVolume.VolumeType.of(shown.volumeTypeAsString())
                .filter(type -> type != volume.type())
                .map(type -> volume.modified(type, null, null))
                .orElse(volume);
    }
}
