package dev.gleaner.actuator.aws;

/**
 * A snapshot of a volume that an action of ours made.
 *
 * @param state EC2's name of it: pending, completed, error, ...
 * @param size of the volume, GiB
 * @param action id of the action
 */
public record Snapshot(String id, String state, int size, String action) {

    private static final String PENDING = "pending";
    private static final String COMPLETED = "completed";

    /** Whether a volume can be made from it with all that was in the other. */
    public boolean isCompleted() {
        return state.equals(COMPLETED);
    }

    /** Whether it is still being made. */
    public boolean isPending() {
        return state.equals(PENDING);
    }
}
