package dev.gleaner.actuator.aws.resource;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a plan rests on of an EBS volume: all that another one needs to be the same.
 *
 * @param state EC2's name of it: available, in-use, deleting, ...
 * @param attachments ids of the instances that have it
 * @param size GiB; 0 when EC2 did not tell
 * @param iops per second; EC2 tells them for types too that take none
 * @param throughput MiB a second, absent for types without
 * @param outpost ARN of the Outpost that it lies on, absent in a region
 * @param operator the AWS service that manages it, absent when none does
 */
public record EbsVolume(
        String state,
        List<String> attachments,
        String type,
        int size,
        @Nullable Integer iops,
        @Nullable Integer throughput,
        String zone,
        boolean encrypted,
        @Nullable String key,
        boolean multiAttach,
        @Nullable String outpost,
        @Nullable String operator,
        Map<String, String> tags)
        implements ResourceSnapshot {

    public static final String AVAILABLE = "available";
    public static final String IN_USE = "in-use";
    static final String CREATING = "creating";
    static final String DELETING = "deleting";
    static final String DELETED = "deleted";

    /**
     * How tags begin that a cluster's storage driver gives to a volume of a claim, which is free while nothing runs.
     * Source: kubernetes-sigs/aws-ebs-csi-driver, "docs/tagging.md".
     */
    private static final List<String> CLAIMS =
            List.of("kubernetes.io/created-for/", "ebs.csi.aws.com/", "KubernetesCluster", "CSIVolumeName");

    /** Tags that a volume has more which stands for another. */
    private static final int OURS = 2;

    public EbsVolume {
        attachments = attachments.stream().sorted().toList();
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    @Override
    public TargetKind kind() {
        return TargetKind.VOLUME;
    }

    @Override
    public EbsVolume canonical() {
        return this;
    }

    @Override
    public Optional<String> planningObstacle() {
        return inUse().or(this::irreplaceable);
    }

    /** Who has it, or why else it is not free; empty when it is. */
    public Optional<String> inUse() {
        if (!attachments.isEmpty()) {
            return Optional.of("the volume is attached to " + String.join(", ", attachments));
        }
        return state.equals(AVAILABLE) ? Optional.empty() : Optional.of("the volume is " + state + ", not available");
    }

    /** Why no other volume could take its place; empty when one can. */
    private Optional<String> irreplaceable() {
        if (size <= 0) {
            return Optional.of("EC2 did not tell the size of the volume");
        }
        if (outpost != null) {
            return Optional.of("the volume lies on an Outpost, where it can't be made again from a snapshot here");
        }
        if (operator != null) {
            return Optional.of("the volume is managed by " + operator);
        }
        if (Ec2TagMapper.takenOver(tags, Map.of()).size() + OURS > Ec2TagMapper.MOST) {
            return Optional.of("the volume has too many tags for another one to get them all");
        }
        return tags.keySet().stream()
                .filter(tag -> CLAIMS.stream().anyMatch(tag::startsWith))
                .findFirst()
                .map(tag -> "a claim of a Kubernetes cluster names the volume by its id (tag " + tag + ")");
    }

    /** Whether its end has begun, seen and not only no longer shown. */
    public boolean isEnding() {
        return state.equals(DELETING) || state.equals(DELETED);
    }

    /** Whether it is there to be used. */
    public boolean isThere() {
        return state.equals(AVAILABLE) || state.equals(IN_USE);
    }

    /** Whether it is on its way to be there. */
    public boolean isComing() {
        return state.equals(CREATING);
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (planned instanceof EbsVolume before && !before.state.equals(state)) {
            return Optional.of("the volume is " + state + ", planned was " + before.state);
        }
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the volume changed since the plan");
        }
        return planned.equals(this) ? Optional.empty() : Optional.of("the volume changed since the plan");
    }

    /**
     * A volume that stands for another one, which an action of ours deleted.
     *
     * @param action id of that action
     */
    public record Replacement(String id, String action, EbsVolume volume) {

        /** Whether it is there or on its way. */
        boolean isOfUse() {
            return volume.isThere() || volume.isComing();
        }
    }

    /**
     * A snapshot of a volume that an action of ours made.
     *
     * @param state EC2's name of it: pending, completed, error, ...
     * @param size of the volume, GiB
     * @param action id of the action
     * @param started when it was begun to be made: it holds what was in the volume then; absent when EC2 did not tell
     */
    public record Snapshot(
            String id,
            String state,
            int size,
            String action,
            @Nullable Instant started) {

        private static final String PENDING = "pending";
        private static final String COMPLETED = "completed";

        /** Of which EC2 did not tell when it was begun. */
        public Snapshot(String id, String state, int size, String action) {
            this(id, state, size, action, null);
        }

        /** Whether a volume can be made from it with all that was in the other. */
        public boolean isCompleted() {
            return state.equals(COMPLETED);
        }

        /** Whether it is still being made. */
        public boolean isPending() {
            return state.equals(PENDING);
        }
    }

    /**
     * A volume as EC2 showed it once, with what actions of ours made of it.
     *
     * @param volume absent when EC2 said {@code InvalidVolume.NotFound} for its id; an answer without a volume is no sighting
     * @param snapshots those that actions of ours made, no others
     * @param restored what stands for it
     */
    public record Observation(@Nullable EbsVolume volume, List<Snapshot> snapshots, List<Replacement> restored)
            implements ResourceObservation {

        public Observation {
            snapshots = snapshots.stream()
                    .sorted(Comparator.comparing(Snapshot::id))
                    .toList();
            restored = restored.stream()
                    .sorted(Comparator.comparing(Replacement::id))
                    .toList();
        }

        @Override
        public ResourceSnapshot subject() {
            return volume == null ? new ResourceSnapshot.NotFound(TargetKind.VOLUME) : volume;
        }

        /** The snapshot that an action made; of several a completed one first. */
        public Optional<Snapshot> snapshot(String action) {
            return snapshots.stream()
                    .filter(snapshot -> snapshot.action().equals(action))
                    .min(Comparator.comparing(snapshot -> !snapshot.isCompleted()));
        }

        /** The volume that stands for what an action deleted; not one that was of no use already before. */
        public Optional<Replacement> restored(String action, Observation before) {
            return restored.stream()
                    .filter(candidate -> candidate.action().equals(action))
                    .filter(candidate -> candidate.isOfUse() || !before.shows(candidate.id()))
                    .min(Comparator.comparing(candidate -> !candidate.isOfUse()));
        }

        private boolean shows(String id) {
            return restored.stream().anyMatch(shown -> shown.id().equals(id));
        }

        @Override
        public String state() {
            return volume == null ? ResourceSnapshot.NotFound.STATE : volume.state();
        }

        @Override
        public String sentence() {
            StringBuilder sentence = new StringBuilder("the volume is ").append(state());
            if (volume != null && !volume.attachments().isEmpty()) {
                sentence.append(", attached to ").append(String.join(", ", volume.attachments()));
            }
            snapshots.forEach(snapshot -> sentence.append("; its snapshot ")
                    .append(snapshot.id())
                    .append(" is ")
                    .append(snapshot.state()));
            restored.forEach(other -> sentence.append("; ")
                    .append(other.id())
                    .append(", which stands for it, is ")
                    .append(other.volume().state()));
            return sentence.toString();
        }
    }
}
