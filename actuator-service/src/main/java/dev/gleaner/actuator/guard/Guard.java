package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.TargetPrecondition;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

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

        /** A guard of every action whose objection always ends in the same way. */
        static Uniform of(String name, Function<GuardContext, Optional<String>> objection, String lift) {
            return new Uniform(name, guardContext -> true, objection, lift);
        }

        /** The same for actions that demand this of their target. */
        static Uniform of(
                String name,
                TargetPrecondition demanded,
                Function<GuardContext, Optional<String>> objection,
                String lift) {
            return new Uniform(name, guardContext -> guardContext.demands().contains(demanded), objection, lift);
        }

        /** Refuses with this text while the condition holds. */
        static Optional<String> refuseIf(boolean condition, String why) {
            return condition ? Optional.of(why) : Optional.empty();
        }
    }

    /**
     * A guard whose objection always ends in the same way.
     *
     * @param objection the reason for a person; empty when there is no objection
     * @param end what ends the objection
     */
    record Uniform(
            String name,
            Predicate<GuardContext> applies,
            Function<GuardContext, Optional<String>> objection,
            String end)
            implements Refusing {

        @Override
        public boolean appliesTo(GuardContext guardContext) {
            return applies.test(guardContext);
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return objection.apply(guardContext);
        }

        @Override
        public String lift(GuardContext guardContext) {
            return end;
        }
    }
}
