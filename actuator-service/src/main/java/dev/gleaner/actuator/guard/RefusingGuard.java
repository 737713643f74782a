package dev.gleaner.actuator.guard;

import java.util.Optional;

/** A guard that never lets an action wait: what it objects to does not pass by itself, or not at a known time. */
interface RefusingGuard extends Guard {

    /** Its name in the audit. */
    String name();

    /** Why not, for a person; empty when this guard has nothing against it. */
    Optional<String> refuse(Situation situation);

    @Override
    default Optional<Objection> against(Situation situation) {
        return refuse(situation).map(why -> new Refusal(name(), why));
    }

    /** Refuses with this text while the condition holds. */
    static Optional<String> refuseIf(boolean condition, String why) {
        return condition ? Optional.of(why) : Optional.empty();
    }
}
