package dev.gleaner.actuator.aws;

/**
 * The image of an instance that is to be terminated: the way back.
 *
 * @param state EC2's name of it: pending, available, failed, ...
 */
public record QuarantineImage(String id, String state) {

    /** Whether an instance can be launched from it. */
    public boolean isAvailable() {
        return state.equals("available");
    }

    /** Whether it is being made. */
    public boolean isPending() {
        return state.equals("pending");
    }
}
