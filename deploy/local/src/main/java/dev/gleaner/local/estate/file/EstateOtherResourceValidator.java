package dev.gleaner.local.estate.file;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateAddress;
import dev.gleaner.local.estate.EstateBucket;
import dev.gleaner.local.estate.EstateInstance;
import dev.gleaner.local.estate.EstateLogGroup;
import dev.gleaner.local.estate.EstateSnapshot;
import dev.gleaner.local.estate.EstateTime;
import dev.gleaner.local.estate.EstateVolume;
import dev.gleaner.local.estate.EstateVpc;
import dev.gleaner.local.estate.ResourceUse;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Validates the volumes, addresses, snapshots, log groups and inference endpoints of an estate beyond the schema. */
final class EstateOtherResourceValidator {

    /** An arbitrary end, since only the order of times matters. */
    private static final Instant END = Instant.parse("2026-01-15T12:00:00Z");

    private static final Set<EstateVolume.VolumeType> WITH_IOPS =
            EnumSet.of(EstateVolume.VolumeType.GP3, EstateVolume.VolumeType.IO1, EstateVolume.VolumeType.IO2);

    private static final Set<EstateVolume.VolumeType> NEEDING_IOPS =
            EnumSet.of(EstateVolume.VolumeType.IO1, EstateVolume.VolumeType.IO2);

    private final Estate estate;
    private final BiConsumer<String, String> report;
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> images = new HashSet<>();

    /**
     * Validates an estate.
     *
     * @param report receives the place and the text of each problem
     */
    EstateOtherResourceValidator(Estate estate, BiConsumer<String, String> report) {
        this.estate = estate;
        this.report = report;
    }

    void validate() {
        knowOthers();
        for (int i = 0; i < estate.volumes().size(); i++) {
            volume("/volumes/" + i, estate.volumes().get(i));
        }
        for (int i = 0; i < estate.addresses().size(); i++) {
            address("/addresses/" + i, estate.addresses().get(i));
        }
        for (int i = 0; i < estate.snapshots().size(); i++) {
            snapshot("/snapshots/" + i, estate.snapshots().get(i));
        }
        for (int i = 0; i < estate.logGroups().size(); i++) {
            EstateLogGroup group = estate.logGroups().get(i);
            name("/logGroups/" + i + "/name", group.name(), "a log group");
        }
        for (int i = 0; i < estate.inferenceEndpoints().size(); i++) {
            name(
                    "/inferenceEndpoints/" + i + "/name",
                    estate.inferenceEndpoints().get(i).name(),
                    "an inference endpoint");
        }
        inferenceProfiles();
    }

    private void inferenceProfiles() {
        for (int i = 0; i < estate.inferenceProfiles().size(); i++) {
            name(
                    "/inferenceProfiles/" + i + "/name",
                    estate.inferenceProfiles().get(i).name(),
                    "an inference profile");
        }
    }

    /** The names of resources that others validate. */
    private void knowOthers() {
        estate.resources().stream().map(EstateInstance::name).forEach(name -> names.put(name, "an instance"));
        estate.buckets().stream().map(EstateBucket::name).forEach(name -> names.put(name, "a bucket"));
        for (EstateVpc vpc : estate.vpcs()) {
            names.put(vpc.name(), "a VPC");
            vpc.natGateways().forEach(name -> names.put(name, "a NAT gateway"));
            vpc.loadBalancers().forEach(name -> names.put(name, "a load balancer"));
            vpc.endpoints().stream()
                    .flatMap(endpoint -> Optional.ofNullable(endpoint.name()).stream())
                    .forEach(name -> names.put(name, "an endpoint"));
        }
    }

    private void volume(String place, EstateVolume volume) {
        name(place + "/name", volume.name(), "a volume");
        if (!volume.zone().startsWith(volume.region())) {
            report.accept(place + "/zone", volume.zone() + " is not in region " + volume.region());
        }
        if (NEEDING_IOPS.contains(volume.type()) && volume.iops() == null) {
            report.accept(place, volume.type().awsName() + " needs \"iops\"");
        }
        if (!WITH_IOPS.contains(volume.type()) && volume.iops() != null) {
            report.accept(
                    place + "/iops", "can't be chosen for " + volume.type().awsName());
        }
        if (volume.type() != EstateVolume.VolumeType.GP3 && volume.throughput() != null) {
            report.accept(
                    place + "/throughput",
                    "can't be chosen for " + volume.type().awsName());
        }
        order(place + "/deleted", volume.created(), volume.deleted(), "created");
        uses(place + "/uses", volume.region(), volume.uses(), volume.created(), volume.deleted());
        for (int i = 0; i < volume.uses().size(); i++) {
            String use = place + "/uses/" + i + "/instance";
            estate.resource(volume.uses().get(i).instance())
                    .filter(instance -> instance.region().equals(volume.region()))
                    .filter(instance -> !instance.zone().equals(volume.zone()))
                    .ifPresent(instance -> report.accept(
                            use, "is in zone " + instance.zone() + ", but the volume in " + volume.zone()));
        }
    }

    private void address(String place, EstateAddress address) {
        name(place + "/name", address.name(), "an address");
        uses(place + "/uses", address.region(), address.uses(), null, address.released());
    }

    private void snapshot(String place, EstateSnapshot snapshot) {
        name(place + "/name", snapshot.name(), "a snapshot");
        order(place + "/deleted", snapshot.created(), snapshot.deleted(), "created");
        if (snapshot.image() != null && !images.add(snapshot.region() + " " + snapshot.image())) {
            report.accept(place + "/image", "\"" + snapshot.image() + "\" occurs twice");
        }
        if (snapshot.volume() == null) {
            return;
        }
        Optional<EstateVolume> volume = estate.volume(snapshot.volume());
        if (volume.isEmpty()) {
            report.accept(place + "/volume", "there is no volume \"" + snapshot.volume() + "\"");
        } else if (!volume.get().region().equals(snapshot.region())) {
            report.accept(place + "/volume", "is in region " + volume.get().region());
        } else if (volume.get().size() != snapshot.size()) {
            report.accept(
                    place + "/size",
                    "is not that of volume " + volume.get().name() + ": "
                            + volume.get().size());
        }
    }

    private void uses(
            String place,
            String region,
            List<ResourceUse> uses,
            @Nullable EstateTime created,
            @Nullable EstateTime ended) {
        for (int i = 0; i < uses.size(); i++) {
            ResourceUse use = uses.get(i);
            String each = place + "/" + i;
            Optional<EstateInstance> instance = estate.resource(use.instance());
            if (instance.isEmpty()) {
                report.accept(each + "/instance", "there is no instance \"" + use.instance() + "\"");
            } else if (!instance.get().region().equals(region)) {
                report.accept(
                        each + "/instance", "is in region " + instance.get().region());
            } else if (instance.get().created() != null) {
                order(each + "/from", instance.get().created(), use.from(), "created\" of \"" + use.instance());
            }
            if (created != null) {
                order(each + "/from", created, use.from(), "created");
            }
            if (use.until() != null && !isBefore(use.from(), use.until()) && areComparable(use.from(), use.until())) {
                report.accept(each + "/until", "is not after \"from\"");
            }
            if (ended != null && (use.until() == null || isBefore(ended, use.until()))) {
                report.accept(each, "lasts longer than the resource");
            }
            for (int earlier = 0; earlier < i; earlier++) {
                if (overlap(uses.get(earlier), use)) {
                    report.accept(each, "overlaps with /" + earlier);
                }
            }
        }
    }

    private static boolean overlap(ResourceUse one, ResourceUse other) {
        return (one.until() == null || isBefore(other.from(), one.until()))
                && (other.until() == null || isBefore(one.from(), other.until()));
    }

    private void order(String place, EstateTime first, @Nullable EstateTime second, String name) {
        if (second != null && isBefore(second, first)) {
            report.accept(place, "is before \"" + name + "\"");
        }
    }

    private static boolean areComparable(EstateTime one, EstateTime other) {
        return one.text().startsWith("-") == other.text().startsWith("-");
    }

    /** False for times of different forms, which are comparable only once the end is known. */
    private static boolean isBefore(EstateTime one, EstateTime other) {
        return areComparable(one, other) && one.resolve(END).isBefore(other.resolve(END));
    }

    private void name(String place, String name, String what) {
        String before = names.putIfAbsent(name, what);
        if (before != null) {
            report.accept(place, "\"" + name + "\" is " + before + " already");
        }
    }
}
