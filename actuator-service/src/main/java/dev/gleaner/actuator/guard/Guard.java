package dev.gleaner.actuator.guard;

import java.util.Optional;

/** One reason to refuse or delay an action. */
interface Guard {

    /** Its name in the audit. */
    String name();

    /** Whether the guard applies, given the preconditions of the action on its target. */
    default boolean appliesTo(GuardContext guardContext) {
        return true;
    }

    /** The objection to acting in this situation; empty when there is none. */
    Optional<GuardResult> evaluate(GuardContext guardContext);

    /** A guard that never delays an action: its objection does not end by itself, or not at a known time. */
    interface Refusing extends Guard {

        /** The reason for a person; empty when there is no objection. */
        Optional<String> refuse(GuardContext guardContext);

        /** What ends the objection, in a sentence for a person; only asked when there is one. */
        String lift(GuardContext guardContext);

        /** Whether anything can end the objection; only asked when there is one. */
        default boolean isLiftable(GuardContext guardContext) {
            return true;
        }

        @Override
        default Optional<GuardResult> evaluate(GuardContext guardContext) {
            return refuse(guardContext)
                    .map(why -> new GuardResult.Refusal(name(), why, lift(guardContext), isLiftable(guardContext)));
        }

        /** Refuses with this text while the condition holds. */
        static Optional<String> refuseIf(boolean condition, String why) {
            return condition ? Optional.of(why) : Optional.empty();
        }
    }
}
