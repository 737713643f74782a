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
    /** It is neither as before nor as wanted: somebody changed it at the same time, and nobody can tell who won. */
    CONTESTED,
    /** It is gone for good. */
    LOST
}
