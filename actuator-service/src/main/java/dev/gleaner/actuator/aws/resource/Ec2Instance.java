package dev.gleaner.actuator.aws.resource;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a plan rests on of an EC2 instance; two of them are equal when nothing has changed that a person should know of.
 *
 * @param state EC2's name of it: running, stopped, ...
 * @param type instance type
 * @param rootDevice {@code ebs} or {@code instance-store}, absent when not told
 * @param ephemeralData whether a block device is mapped that is no EBS volume
 * @param lifecycle {@code spot}, {@code scheduled}, ...; absent for on-demand
 * @param instanceStorage whether its type brings instance-store volumes, which are not among the mapped devices of newer
 *     types; absent when EC2 does not say
 * @param publicAddress absent when it has none
 */
public record Ec2Instance(
        String state,
        String type,
        @Nullable String rootDevice,
        boolean ephemeralData,
        @Nullable String lifecycle,
        Map<String, String> tags,
        @Nullable Boolean instanceStorage,
        @Nullable PublicAddress publicAddress)
        implements ResourceSnapshot {

    public static final String RUNNING = "running";
    public static final String STOPPING = "stopping";
    public static final String STOPPED = "stopped";
    public static final String PENDING = "pending";
    public static final String SHUTTING_DOWN = "shutting-down";
    public static final String TERMINATED = "terminated";

    public Ec2Instance {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** One whose type has no instance store, and that has no public address. */
    public Ec2Instance(
            String state,
            String type,
            @Nullable String rootDevice,
            boolean ephemeralData,
            @Nullable String lifecycle,
            Map<String, String> tags) {
        this(state, type, rootDevice, ephemeralData, lifecycle, tags, false, null);
    }

    @Override
    public TargetKind kind() {
        return TargetKind.INSTANCE;
    }

    @Override
    public Ec2Instance canonical() {
        return this;
    }

    @Override
    public Optional<String> planningObstacle() {
        return state.equals(RUNNING) ? Optional.empty() : Optional.of("the instance is " + state + ", not running");
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (planned instanceof Ec2Instance before && !before.state.equals(state)) {
            return Optional.of("the instance is " + state + ", planned was " + before.state);
        }
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the instance changed since the plan");
        }
        return planned.equals(this) ? Optional.empty() : Optional.of("the instance changed since the plan");
    }

    /** Whether it is a Spot instance, of which a one-time request cannot be stopped. */
    @JsonIgnore
    public boolean isSpot() {
        return "spot".equals(lifecycle);
    }

    /** Whether its owner said that what is on instance-store volumes may be lost. */
    public boolean hasScratchOnly() {
        return GleanerTagKeys.SCRATCH.equals(tags.get(GleanerTagKeys.INSTANCE_STORE));
    }

    /** Whether it is gone for good, and seen to be. */
    public boolean isTerminated() {
        return state.equals(TERMINATED) || state.equals(SHUTTING_DOWN);
    }

    /**
     * An instance as Describe showed it once.
     *
     * @param launched when it was started last; a start changes it, so it tells two runs apart
     * @param stateReason why it is in its state, by EC2; absent when not told
     * @param terminationProtected whether EC2 would refuse to terminate it; absent when that is not known
     * @param image what was made of it before it is terminated; absent when there is none
     * @param volumes the EBS volumes that it has; none when it is not known
     */
    public record Observation(
            Ec2Instance instance,
            Instant launched,
            @Nullable String stateReason,
            @Nullable Boolean terminationProtected,
            @Nullable QuarantineImage image,
            List<AttachedVolume> volumes)
            implements ResourceObservation {

        public Observation {
            // Stored before they were kept.
            volumes = volumes == null
                    ? List.of()
                    : volumes.stream()
                            .sorted(Comparator.comparing(AttachedVolume::device))
                            .toList();
        }

        /** Of which no more is known. */
        public Observation(Ec2Instance instance, Instant launched) {
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
        public ResourceSnapshot subject() {
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

        Observation withTerminationProtected(@Nullable Boolean known) {
            return new Observation(instance, launched, stateReason, known, image, volumes);
        }

        Observation withImage(@Nullable QuarantineImage made) {
            return new Observation(instance, launched, stateReason, terminationProtected, made, volumes);
        }
    }

    /**
     * The public IPv4 address of an instance.
     *
     * @param elastic whether it is an elastic one, which a stop does not take away
     */
    public record PublicAddress(String ip, boolean elastic) {}

    /**
     * The image of an instance that is to be terminated: the way back.
     *
     * @param state EC2's name of it: pending, available, failed, ...
     * @param created when it was begun to be made; absent when EC2 did not tell
     * @param devices names of those of which it holds a snapshot
     */
    public record QuarantineImage(
            String id, String state, @Nullable Instant created, List<String> devices) {

        public QuarantineImage {
            // Stored before it was kept.
            devices = devices == null ? List.of() : devices.stream().sorted().toList();
        }

        /** Whether an instance can be launched from it. */
        public boolean isAvailable() {
            return state.equals("available");
        }

        /** Whether it is being made. */
        public boolean isPending() {
            return state.equals("pending");
        }

        /** Whether it holds what is on this volume, which has not been elsewhere since. */
        public boolean holds(Observation.AttachedVolume volume) {
            return created != null
                    && devices.contains(volume.device())
                    && volume.attached() != null
                    && !volume.attached().isAfter(created);
        }
    }
}
