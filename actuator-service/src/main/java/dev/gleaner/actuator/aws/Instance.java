package dev.gleaner.actuator.aws;

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
 */
public record Instance(
        String state,
        String type,
        @Nullable String rootDevice,
        boolean ephemeralData,
        @Nullable String lifecycle,
        Map<String, String> tags)
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

    /** Whether it is gone for good, and seen to be. */
    public boolean isTerminated() {
        return state.equals(TERMINATED) || state.equals(SHUTTING_DOWN);
    }
}
