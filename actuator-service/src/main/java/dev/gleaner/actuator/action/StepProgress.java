package dev.gleaner.actuator.action;

/** Progress of a step, decided by what AWS shows. */
public enum StepProgress {
    /** The resource is as it was before: the call was not made, or has not taken effect yet. */
    NOT_YET,
    /** The change is in progress. */
    UNDER_WAY,
    /** The resource is in the intended state. */
    DONE,
    /** Somebody changed the resource after the step. Repeating the step would revert that change. */
    OVERTAKEN,
    /** The target is neither as before nor as intended: somebody changed it at the same time, and the result is unknown. */
    CONTESTED,
    /** AWS shows that the change ended without the intended result. */
    FAILED,
    /** The resource no longer exists. */
    LOST
}
