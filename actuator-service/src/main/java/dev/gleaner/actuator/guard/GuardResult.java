package dev.gleaner.actuator.guard;

import java.time.Instant;

/** The objection of a guard: final for this approval, or a delay. */
public sealed interface GuardResult permits GuardResult.Refusal, GuardResult.Delay {

    /** Name of the guard, for the audit. */
    String guard();

    /** The reason, for a person. */
    String reason();

    /** What ends the objection, in a sentence for a person. */
    String lift();

    /**
     * Not now: the approved action stays queued as long as its approval is valid, and all guards are evaluated again then.
     *
     * @param reason the same text as long as the reason is the same, so that it is audited once
     * @param until when to evaluate again
     */
    public record Delay(String guard, String reason, Instant until) implements GuardResult {

        /** Text for delays, which end by themselves. */
        static final String LIFT =
                "Nothing has to be done: an approved action waits, and all guards are evaluated again then.";

        @Override
        public String lift() {
            return LIFT;
        }
    }

    /**
     * Not with this approval: a new one is needed.
     *
     * @param isLiftable whether anything can end the objection; if not, no approval of this remedy can succeed
     */
    public record Refusal(String guard, String reason, String lift, boolean isLiftable) implements GuardResult {

        /** An objection that can be ended. */
        public Refusal(String guard, String reason, String lift) {
            this(guard, reason, lift, true);
        }
    }
}
