package dev.gleaner.actuator.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far one kind of action may go in one account: 1 action first, then 2, 4, ... The next wave begins when all of this
 * one are over and few enough have failed; when too many have, none begins.
 *
 * @param number counts the waves
 * @param size how many actions it holds
 * @param underWay of them that have begun and are not over
 * @param finished of them that have ended, failed ones included
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

    /** Whether too many have failed; at least one has. */
    public boolean isHalted(double threshold) {
        return failed > 0 && failed > threshold * size;
    }

    /** Whether the wave is full. */
    public boolean isFull() {
        return underWay + finished >= size;
    }

    /**
     * This one, or the next if it is over: larger after a wave that went well, the first one again when nothing was done
     * for so long. What is halted stays so until a person lets it go on.
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

    /** The first one again, as after a person's word. */
    public CanaryWaveState reset(Limits limits) {
        return after(limits.first());
    }

    private CanaryWaveState after(int nextSize) {
        return new CanaryWaveState(action, account, number + 1, nextSize, 0, 0, 0, Optional.empty());
    }

    /**
     * What waves go by.
     *
     * @param first size of the first wave
     * @param largest size that they do not outgrow
     * @param threshold share of a wave that may fail, 0 to 1
     * @param resetAfter after how long without an action they start anew
     */
    public record Limits(int first, int largest, double threshold, Duration resetAfter) {}
}
