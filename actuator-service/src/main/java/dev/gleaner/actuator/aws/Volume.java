package dev.gleaner.actuator.aws;

import java.util.Collections;
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
public record Volume(
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
        implements Subject {

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

    public Volume {
        attachments = attachments.stream().sorted().toList();
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    @Override
    public TargetKind kind() {
        return TargetKind.VOLUME;
    }

    @Override
    public Volume canonical() {
        return this;
    }

    @Override
    public Optional<String> unplannable() {
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
        if (Ec2Tags.takenOver(tags, Map.of()).size() + OURS > Ec2Tags.MOST) {
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
    public Optional<String> changedSince(Subject planned) {
        if (planned instanceof Volume before && !before.state.equals(state)) {
            return Optional.of("the volume is " + state + ", planned was " + before.state);
        }
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the volume changed since the plan");
        }
        return planned.equals(this) ? Optional.empty() : Optional.of("the volume changed since the plan");
    }
}
