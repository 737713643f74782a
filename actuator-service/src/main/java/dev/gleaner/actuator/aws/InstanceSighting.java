package dev.gleaner.actuator.aws;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An instance as Describe showed it once.
 *
 * @param launched when it was started last; a start changes it, so it tells two runs apart
 * @param stateReason why it is in its state, by EC2; absent when not told
 * @param terminationProtected whether EC2 would refuse to terminate it; absent when that is not known
 * @param image what was made of it before it is terminated; absent when there is none
 * @param volumes the EBS volumes that it has; none when it is not known
 */
public record InstanceSighting(
        Instance instance,
        Instant launched,
        @Nullable String stateReason,
        @Nullable Boolean terminationProtected,
        @Nullable QuarantineImage image,
        List<AttachedVolume> volumes)
        implements Sighting {

    public InstanceSighting {
        // Stored before they were kept.
        volumes = volumes == null
                ? List.of()
                : volumes.stream()
                        .sorted(Comparator.comparing(AttachedVolume::device))
                        .toList();
    }

    /** Of which no more is known. */
    public InstanceSighting(Instance instance, Instant launched) {
        this(instance, launched, null, null, null, List.of());
    }

    /**
     * An EBS volume of an instance.
     *
     * @param device name of the device that it is
     * @param attached when it was attached; absent when EC2 did not tell
     */
    public record AttachedVolume(
            String id, String device, @Nullable Instant attached) {}

    @Override
    public Subject subject() {
        return instance;
    }

    /** Its state by EC2's name. */
    @Override
    public String state() {
        return instance.state();
    }

    /** With EC2's reason: a start that "succeeded" tells only there why nothing runs. */
    @Override
    public String sentence() {
        return "the instance is " + state() + (stateReason == null ? "" : " (" + stateReason + ")");
    }

    InstanceSighting withTerminationProtected(@Nullable Boolean known) {
        return new InstanceSighting(instance, launched, stateReason, known, image, volumes);
    }

    InstanceSighting withImage(@Nullable QuarantineImage made) {
        return new InstanceSighting(instance, launched, stateReason, terminationProtected, made, volumes);
    }
}
