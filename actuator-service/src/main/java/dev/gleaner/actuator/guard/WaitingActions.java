package dev.gleaner.actuator.guard;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** The actions that wait for a later time, for example for a change window; implemented by the package that stores actions. */
public interface WaitingActions {

    /**
     * Makes them due now, in the caller's transaction. Skips those that another transaction has locked: it is checking them at
     * this moment.
     */
    Uni<Integer> makeDue(Mutiny.Session session);

    /** Those that the kill switch ends for good when it is turned on now. Locks nothing. */
    Uni<ActionsEndedByKillSwitch> findEndedByKillSwitch(Mutiny.Session session);
}
