package dev.gleaner.actuator.action;

/** How far an action has come, judged by what AWS shows. */
public enum StepProgress {
    /** The resource is as it was before: the call was not made, or has not taken effect so far. */
    NOT_YET,
    /** It is on its way. */
    UNDER_WAY,
    /** It is as the action wanted it. */
    DONE,
    /** Somebody changed it after us; acting again would undo their work. */
    OVERTAKEN,
    /** The target is neither as before nor as intended: somebody changed it at the same time, and the result is unknown. */
    CONTESTED,
    /** It is gone for good. */
    LOST
}
