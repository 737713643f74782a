package dev.gleaner.actuator.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An action that we hold for a while.
 *
 * @param action as it was when we took it; not for writing
 * @param intent what is not over of it
 * @param halted whether the kill switch has been on since it was decided
 * @param now the database's time when we took it
 * @param takenAt this process' own steady clock just before, in nanoseconds
 */
record Claim(Action action, Optional<Intent> intent, boolean halted, Instant now, long takenAt) {

    String id() {
        return action.id();
    }

    long token() {
        return action.lease().token();
    }

    /** Whether nothing is left but to refuse it, whatever AWS shows. */
    boolean isOnlyToBeRefused() {
        return halted && intent.isEmpty() && !action.hasToGoOn();
    }

    /** Until when a call that takes so long at most would end while we still hold the action, by our steady clock. */
    long lastSending(Duration call, Duration lease) {
        return takenAt + lease.minus(call).toNanos();
    }
}
