package dev.gleaner.analyzer.profile.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.contracts.signal.proto.AttachedVolume;
import dev.gleaner.contracts.signal.proto.StoppedInstance;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a stopped instance beside its state; null where nothing is known.
 *
 * @param since time of the stop, epoch milliseconds
 * @param volumes all its EBS volumes
 * @param publicAddresses number of public IPv4 addresses that it keeps
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoppedFacts(
        @Nullable Long since,
        @Nullable List<AttachedVolumeFacts> volumes,
        @Nullable Integer publicAddresses) {

    private static final StoppedFacts UNKNOWN = new StoppedFacts(null, null, null);

    /** The trail has the time of the call, and EC2 that of the transition, which may be some seconds later. */
    private static final long SAME_STOP_MILLIS = 60_000;

    public StoppedFacts {
        volumes = volumes == null ? null : List.copyOf(volumes);
    }

    /** As the trail tells of a stop. */
    static StoppedFacts since(long time) {
        return new StoppedFacts(time, null, null);
    }

    /** As a listing shows it. A listing of an earlier collector shows nothing. */
    static StoppedFacts of(boolean isShown, StoppedInstance shown) {
        return isShown
                ? new StoppedFacts(
                        shown.hasSince() ? shown.getSince() : null,
                        shown.hasAttachedVolumes()
                                ? shown.getAttachedVolumes().getVolumesList().stream()
                                        .map(AttachedVolumeFacts::of)
                                        .toList()
                                : null,
                        shown.getPublicAddresses())
                : UNKNOWN;
    }

    /** These facts, and what they leave open from other ones of the same stop. */
    StoppedFacts orElse(@Nullable StoppedFacts other) {
        if (other == null || isOfAnotherStop(other)) {
            return this;
        }
        return new StoppedFacts(
                since != null ? since : other.since,
                volumes != null ? volumes : other.volumes,
                publicAddresses != null ? publicAddresses : other.publicAddresses);
    }

    private boolean isOfAnotherStop(StoppedFacts other) {
        return since != null && other.since != null && Math.abs(since - other.since) > SAME_STOP_MILLIS;
    }

    /** Whether nothing is left open that a listing shows. */
    boolean isWhole() {
        return since != null && volumes != null && publicAddresses != null;
    }

    /**
     * A volume of a stopped instance.
     *
     * @param type {@code gp3}, ... as EC2 names it; empty if not known
     * @param size bytes
     * @param throughput provisioned bytes a second
     * @param goesWithInstance whether it is deleted when the instance is terminated
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AttachedVolumeFacts(
            String id,
            String type,
            @Nullable Long size,
            @Nullable Integer iops,
            @Nullable Long throughput,
            boolean goesWithInstance) {

        public AttachedVolumeFacts {
            Objects.requireNonNull(id, "id is null");
        }

        static AttachedVolumeFacts of(AttachedVolume shown) {
            return new AttachedVolumeFacts(
                    shown.getId(),
                    shown.getType(),
                    shown.hasSize() ? shown.getSize() : null,
                    shown.hasIops() ? shown.getIops() : null,
                    shown.hasThroughput() ? shown.getThroughput() : null,
                    shown.getGoesWithInstance());
        }
    }
}
