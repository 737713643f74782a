package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gleaner.contracts.resource.Gp3Limits;
import dev.gleaner.local.estate.series.EstateTime;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An EBS volume of an estate, beside the root volumes of instances.
 *
 * @param name logical name, unique in the estate; the stand-in assigns the id
 * @param account twelve digits
 * @param zone the region's {@code a} if absent
 * @param size in GiB
 * @param iops provisioned operations per second; absent for those that the type includes
 * @param throughput provisioned MiB per second; absent for those that the type includes
 * @param created the time of its creation
 * @param uses the periods in which it is attached, in any order
 * @param deleted the time of its deletion; absent while it exists
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EstateVolume(
        String name,
        String account,
        String region,
        String zone,
        VolumeType type,
        int size,
        @Nullable Integer iops,
        @Nullable Integer throughput,
        Map<String, String> tags,
        EstateTime created,
        List<AttachmentPeriod> uses,
        @Nullable EstateTime deleted)
        implements EstateResource {

    // The operations of gp2. Source: Amazon EBS User Guide, "General Purpose SSD volumes".
    private static final int GP2_LEAST_IOPS = 100;
    private static final int GP2_MOST_IOPS = 16_000;
    private static final int GP2_IOPS_PER_GIB = 3;

    public EstateVolume {
        account = account == null ? EstateInstance.DEFAULT_ACCOUNT : account;
        zone = zone == null ? region + "a" : zone;
        type = type == null ? VolumeType.GP3 : type;
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        uses = uses == null ? List.of() : List.copyOf(uses);
    }

    /** The volume with its logical name as its tag {@code Name} unless it has one. */
    EstateVolume withNameTag() {
        Map<String, String> named = new TreeMap<>(tags);
        named.putIfAbsent("Name", name);
        return new EstateVolume(
                name, account, region, zone, type, size, iops, throughput, named, created, uses, deleted);
    }

    /** The volume, deleted at a time. */
    public EstateVolume deletedAt(EstateTime time) {
        return new EstateVolume(name, account, region, zone, type, size, iops, throughput, tags, created, uses, time);
    }

    /** The volume with another type and performance. */
    public EstateVolume modified(VolumeType otherType, @Nullable Integer otherIops, @Nullable Integer otherThroughput) {
        return new EstateVolume(
                name, account, region, zone, otherType, size, otherIops, otherThroughput, tags, created, uses, deleted);
    }

    /** The operations per second that EC2 shows; empty for types that have none. */
    public Optional<Integer> shownIops() {
        if (iops != null) {
            return Optional.of(iops);
        }
        return switch (type) {
            case GP2 -> Optional.of(Math.min(GP2_MOST_IOPS, Math.max(GP2_LEAST_IOPS, GP2_IOPS_PER_GIB * size)));
            case GP3 -> Optional.of(Gp3Limits.INCLUDED_IOPS);
            case IO1, IO2, ST1, SC1, STANDARD -> Optional.empty();
        };
    }

    /** The MiB per second that EC2 shows; empty for all types but gp3. */
    public Optional<Integer> shownThroughput() {
        if (throughput != null) {
            return Optional.of(throughput);
        }
        return type == VolumeType.GP3 ? Optional.of(Gp3Limits.INCLUDED_THROUGHPUT) : Optional.empty();
    }

    @Override
    public boolean existsAt(Instant time, Instant end) {
        return !time.isBefore(created.resolve(end)) && (deleted == null || time.isBefore(deleted.resolve(end)));
    }

    /** The type of an EBS volume. */
    public enum VolumeType {
        @JsonProperty("gp2")
        GP2("gp2"),
        @JsonProperty("gp3")
        GP3("gp3"),
        @JsonProperty("io1")
        IO1("io1"),
        @JsonProperty("io2")
        IO2("io2"),
        @JsonProperty("st1")
        ST1("st1"),
        @JsonProperty("sc1")
        SC1("sc1"),
        @JsonProperty("standard")
        STANDARD("standard");

        private final String awsName;

        VolumeType(String awsName) {
            this.awsName = awsName;
        }

        /** The name in the EC2 API. */
        public String awsName() {
            return awsName;
        }

        /** The type of an API name; empty for an unknown name. */
        public static Optional<VolumeType> of(String awsName) {
            return List.of(values()).stream()
                    .filter(type -> type.awsName.equals(awsName))
                    .findFirst();
        }
    }
}
