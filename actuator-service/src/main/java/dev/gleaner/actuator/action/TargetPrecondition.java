package dev.gleaner.actuator.action;

/** Precondition on the target right before an action, in addition to those of every action. */
public enum TargetPrecondition {
    /** Metrics show an idle target. */
    IDLE,
    /** A stop loses no data that matters. For an action that stops the target. */
    LOSING_NOTHING,
    /** The CPU use is low at this moment. For an undo that stops a target which may be in use. */
    QUIET,
    /** The target is stopped. For an action that only starts it again. */
    STOPPED
}
