package dev.gleaner.actuator.guard;

/** What a guard has against acting: for good, or for now. */
public sealed interface Objection permits Refusal, Delay {

    /** Name of the guard, for the audit. */
    String guard();

    /** The reason, for a person. */
    String why();
}
