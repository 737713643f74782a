package dev.gleaner.actuator.action;

/** What an action asks of its target in the moment before it, beyond what any action does. */
public enum TargetPrecondition {
    /** The metrics show it idle. */
    IDLE,
    /** A stop loses nothing of it that matters: for an action by which it stands still. */
    LOSING_NOTHING,
    /** Its processor is quiet at this moment: for a way back that stops what may be at work. */
    QUIET,
    /** It is stopped: for one that only starts it again. */
    STOPPED
}
