package dev.gleaner.actuator.aws;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    public boolean holds(InstanceSighting.AttachedVolume volume) {
        return created != null
                && devices.contains(volume.device())
                && volume.attached() != null
                && !volume.attached().isAfter(created);
    }
}
