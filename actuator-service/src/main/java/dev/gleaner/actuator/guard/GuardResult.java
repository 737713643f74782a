package dev.gleaner.actuator.guard;

import java.time.Instant;

/** What a guard has against acting: for good, or for now. */
public sealed interface GuardResult permits GuardResult.Refusal, GuardResult.Delay {

    /** Name of the guard, for the audit. */
    String guard();

    /** The reason, for a person. */
    String why();

    /**
     * Not now: the approved action stays queued as long as its approval counts, and all is looked at anew then.
     *
     * @param why the same text as long as the reason is the same, so that it is audited once
     * @param until when to look again
     */
    public record Delay(String guard, String why, Instant until) implements GuardResult {}

    /** Not with this yes: whoever said it is asked again. */
    public record Refusal(String guard, String why) implements GuardResult {}
}
