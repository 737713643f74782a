package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.Gp3Limits;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.SeededRandom;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** EBS volumes beside the root volumes of instances. */
final class EstateVolumeKind extends EstateKind<EstateVolume> {

    private static final Set<EstateVolume.VolumeType> WITH_IOPS =
            EnumSet.of(EstateVolume.VolumeType.GP3, EstateVolume.VolumeType.IO1, EstateVolume.VolumeType.IO2);

    private static final Set<EstateVolume.VolumeType> NEEDING_IOPS =
            EnumSet.of(EstateVolume.VolumeType.IO1, EstateVolume.VolumeType.IO2);

    EstateVolumeKind() {
        super("volumes", "a volume", EstateVolume.class);
    }

    @Override
    public boolean isOfEc2() {
        return true;
    }

    @Override
    public EstateVolume withNameTag(EstateVolume volume) {
        return volume.withNameTag();
    }

    @Override
    public Arn arn(EstateVolume volume, String name, UnaryOperator<String> id) {
        return Arn.volume(volume.region(), volume.account(), id.apply(name));
    }

    @Override
    public Map<String, String> madeIds(EstateVolume volume, SeededRandom random) {
        return madeId(volume.name(), "vol-", random);
    }

    @Override
    public void validate(String place, EstateVolume volume, ResourceValidationContext check) {
        if (!volume.zone().startsWith(volume.region())) {
            check.report(place + "/zone", volume.zone() + " is not in region " + volume.region());
        }
        if (NEEDING_IOPS.contains(volume.type()) && volume.iops() == null) {
            check.report(place, volume.type().awsName() + " needs \"iops\"");
        }
        if (!WITH_IOPS.contains(volume.type()) && volume.iops() != null) {
            check.report(place + "/iops", "can't be chosen for " + volume.type().awsName());
        }
        if (volume.type() != EstateVolume.VolumeType.GP3 && volume.throughput() != null) {
            check.report(
                    place + "/throughput",
                    "can't be chosen for " + volume.type().awsName());
        }
        check.order(place + "/deleted", volume.created(), volume.deleted(), "created");
        check.uses(place + "/uses", volume.region(), volume.uses(), volume.created(), volume.deleted());
        for (int i = 0; i < volume.uses().size(); i++) {
            String use = place + "/uses/" + i + "/instance";
            check.resources()
                    .find(KindRegistry.INSTANCES, volume.uses().get(i).instance())
                    .filter(instance -> instance.region().equals(volume.region()))
                    .filter(instance -> !instance.zone().equals(volume.zone()))
                    .ifPresent(instance -> check.report(
                            use, "is in zone " + instance.zone() + ", but the volume in " + volume.zone()));
        }
    }

    @Override
    public Map<EstateMetric.Source, List<String>> measured(EstateVolume volume) {
        return Map.of(EstateMetric.Source.VOLUME, List.of(volume.name()));
    }

    /** EC2 measures it while it is attached. */
    @Override
    public boolean isMeasuredAt(EstateVolume volume, Instant time, Instant end) {
        return volume.existsAt(time, end) && volume.useAt(time, end).isPresent();
    }

    @Override
    public Optional<String> listedAs() {
        return Optional.of("Volumes");
    }

    @Override
    public ObjectNode listed(EstateVolume volume, UnaryOperator<String> id, Instant asOf, Instant end) {
        String volumeId = id.apply(volume.name());
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("VolumeId", volumeId)
                .put("VolumeType", volume.type().awsName())
                .put("Size", volume.size())
                .put("AvailabilityZone", volume.zone())
                .put("CreateTime", volume.created().resolve(end).toString());
        volume.shownIops().ifPresent(iops -> node.put("Iops", iops));
        volume.shownThroughput().ifPresent(throughput -> node.put("Throughput", throughput));
        ArrayNode attachments = node.putArray("Attachments");
        volume.useAt(asOf, end)
                .ifPresent(use -> attachments
                        .addObject()
                        .put("VolumeId", volumeId)
                        .put("InstanceId", id.apply(use.instance()))
                        .put("State", "attached")
                        .put("AttachTime", use.from().resolve(end).toString()));
        node.put("State", attachments.isEmpty() ? "available" : "in-use");
        node.set("Tags", listedTags(volume.tags()));
        return node;
    }

    @Override
    public EstateVolume after(EstateVolume volume, AuditedStep step) {
        return modified(volume, step.parameters())
                .orElseGet(() -> step.deletes() ? volume.deletedAt(step.at()) : volume);
    }

    @Override
    public EstateVolume undone(EstateVolume volume, AuditedStep step) {
        return modified(volume, step.before("volume")).orElse(volume);
    }

    private static Optional<EstateVolume> modified(EstateVolume volume, JsonNode settings) {
        return EstateVolume.VolumeType.of(settings.path("type").asText())
                .map(type -> volume.modified(
                        type, AuditedStep.number(settings, "iops"), AuditedStep.number(settings, "throughput")));
    }

    @Override
    public List<BilledUsage> daily(EstateVolume volume, BilledDay day) {
        String type = volume.type().awsName();
        List<BilledUsage> usages = new ArrayList<>();
        usages.add(BilledUsage.storage(
                volume,
                "AmazonEC2",
                "EBS:VolumeUsage." + type,
                type,
                BigDecimal.valueOf(volume.size()).multiply(day.partOfMonth())));
        if (volume.type() == EstateVolume.VolumeType.GP3) {
            beyond(volume.iops(), Gp3Limits.INCLUDED_IOPS)
                    .map(iops -> BilledUsage.provisioned(
                            volume, "AmazonEC2", "EBS:VolumeP-IOPS.gp3", "gp3-iops", iops, "IOPS-Mo", day))
                    .ifPresent(usages::add);
            beyond(volume.throughput(), Gp3Limits.INCLUDED_THROUGHPUT)
                    .map(throughput -> BilledUsage.provisioned(
                            volume,
                            "AmazonEC2",
                            "EBS:VolumeP-Throughput.gp3",
                            "gp3-throughput",
                            throughput,
                            "MiBps-Mo",
                            day))
                    .ifPresent(usages::add);
        }
        return usages;
    }

    private static Optional<Integer> beyond(@Nullable Integer provisioned, int included) {
        return Optional.ofNullable(provisioned).map(all -> all - included).filter(more -> more > 0);
    }
}
