package dev.gleaner.actuator.action;

/** Precondition on the target right before an action, in addition to those of every action. */
public enum TargetPrecondition {
    /** Metrics show an idle target. */
    IDLE,
    /**
     * Metrics of two months show no use that recurs. For an action that deletes a target which is used by others, or takes away what its load
     * needs on such days.
     */
    LONG_UNUSED,
    /**
     * Nobody and nothing is at work on an instance of an Auto Scaling group, none of them is protected, and none loses data that matters.
     * For an action that lets the group end instances.
     */
    FREE_MEMBERS,
    /** A stop loses no data that matters. For an action that stops the target. */
    LOSING_NOTHING,
    /** The CPU use is low at this moment. For an undo that stops a target which may be in use. */
    QUIET,
    /**
     * The lifecycle document of a bucket or the endpoint of a VPC can be set as planned, or is as it was set. For an action on such a
     * part of the target.
     */
    SETTABLE_PART,
    /** The target is stopped. For an action that only starts it again. */
    STOPPED
}
