package dev.gleaner.actuator.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Limit on the actions of one name in one account: waves of 1, 2, 4, ... actions. The next wave begins when all actions of
 * this one have ended and few enough have failed; if too many have failed, no wave begins.
 *
 * @param number number of the wave, counted from the first
 * @param size number of actions in the wave
 * @param underWay number of its actions that have begun and not ended
 * @param finished number of its actions that have ended, including failed ones
 * @param lastBegun when the last action began; empty before the first
 */
public record CanaryWaveState(
        String action,
        String account,
        int number,
        int size,
        int underWay,
        int finished,
        int failed,
        Optional<Instant> lastBegun) {

    /** Whether too many actions have failed. At least one failed action is needed. */
    public boolean isHalted(double threshold) {
        return failed > 0 && failed > threshold * size;
    }

    /** Whether the wave is full. */
    public boolean isFull() {
        return underWay + finished >= size;
    }

    /**
     * Returns the wave that the next action joins: this one, a larger one once this one is complete, or one of the first
     * size after a period without actions. A wave with an action in progress is not replaced, and a halted wave stays
     * halted until a person resets it.
     */
    public CanaryWaveState next(Instant now, Limits limits) {
        if (isHalted(limits.threshold()) || underWay > 0) {
            return this;
        }
        if (lastBegun
                .filter(last -> !now.isBefore(last.plus(limits.resetAfter())))
                .isPresent()) {
            return after(limits.first());
        }
        return finished >= size ? after(Math.min(2 * size, Math.max(limits.first(), limits.largest()))) : this;
    }

    /** A wave of the first size, after a reset by a person. */
    public CanaryWaveState reset(Limits limits) {
        return after(limits.first());
    }

    private CanaryWaveState after(int nextSize) {
        return new CanaryWaveState(action, account, number + 1, nextSize, 0, 0, 0, Optional.empty());
    }

    /**
     * Limits of waves.
     *
     * @param first size of the first wave
     * @param largest largest size of a wave
     * @param threshold share of a wave that may fail, 0 to 1
     * @param resetAfter period without an action after which waves start again with the first size
     */
    public record Limits(int first, int largest, double threshold, Duration resetAfter) {}
}
