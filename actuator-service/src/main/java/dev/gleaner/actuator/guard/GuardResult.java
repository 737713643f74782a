package dev.gleaner.actuator.guard;

import java.time.Instant;

/** The objection of a guard: final for this approval, or a delay. */
public sealed interface GuardResult permits GuardResult.Refusal, GuardResult.Delay {

    /** Name of the guard, for the audit. */
    String guard();

    /** The reason, for a person. */
    String reason();

    /**
     * Not now: the approved action stays queued as long as its approval is valid, and all guards are evaluated again then.
     *
     * @param reason the same text as long as the reason is the same, so that it is audited once
     * @param until when to evaluate again
     */
    public record Delay(String guard, String reason, Instant until) implements GuardResult {}

    /** Not with this approval: a new one is needed. */
    public record Refusal(String guard, String reason) implements GuardResult {}
}
