package dev.gleaner.actuator.aws;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

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
