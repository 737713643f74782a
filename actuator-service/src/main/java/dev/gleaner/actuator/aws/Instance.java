package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collections;
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
public record Instance(
        String state,
        String type,
        @Nullable String rootDevice,
        boolean ephemeralData,
        @Nullable String lifecycle,
        Map<String, String> tags,
        @Nullable Boolean instanceStorage,
        @Nullable PublicAddress publicAddress)
        implements Subject {

    public static final String RUNNING = "running";
    public static final String STOPPING = "stopping";
    public static final String STOPPED = "stopped";
    public static final String PENDING = "pending";
    public static final String SHUTTING_DOWN = "shutting-down";
    public static final String TERMINATED = "terminated";

    public Instance {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** One whose type has no instance store, and that has no public address. */
    public Instance(
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
    public Instance canonical() {
        return this;
    }

    @Override
    public Optional<String> unplannable() {
        return state.equals(RUNNING) ? Optional.empty() : Optional.of("the instance is " + state + ", not running");
    }

    @Override
    public Optional<String> changedSince(Subject planned) {
        if (planned instanceof Instance before && !before.state.equals(state)) {
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
        return InstanceTags.SCRATCH.equals(tags.get(InstanceTags.INSTANCE_STORE));
    }

    /** Whether it is gone for good, and seen to be. */
    public boolean isTerminated() {
        return state.equals(TERMINATED) || state.equals(SHUTTING_DOWN);
    }
}
