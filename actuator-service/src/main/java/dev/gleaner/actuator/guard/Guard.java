package dev.gleaner.actuator.guard;

import java.util.Optional;

/** One reason not to act, or not yet. */
@FunctionalInterface
interface Guard {

    /** What this guard has against acting in this situation; empty when nothing. */
    Optional<GuardResult> evaluate(GuardContext guardContext);

    /** A guard that never lets an action wait: what it objects to does not pass by itself, or not at a known time. */
    interface Refusing extends Guard {

        /** Its name in the audit. */
        String name();

        /** Why not, for a person; empty when this guard has nothing against it. */
        Optional<String> refuse(GuardContext guardContext);

        @Override
        default Optional<GuardResult> evaluate(GuardContext guardContext) {
            return refuse(guardContext).map(why -> new GuardResult.Refusal(name(), why));
        }

        /** Refuses with this text while the condition holds. */
        static Optional<String> refuseIf(boolean condition, String why) {
            return condition ? Optional.of(why) : Optional.empty();
        }
    }
}
