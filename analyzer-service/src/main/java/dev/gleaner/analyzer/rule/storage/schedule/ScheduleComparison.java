package dev.gleaner.analyzer.rule.storage.schedule;

import org.jspecify.annotations.Nullable;

/**
 * The cheapest lifecycle schedule of a prefix beside the others. Costs are over the horizon, of the objects whose class has a known
 * price.
 *
 * @param schedule the cheapest legal schedule; null if none costs less than today's rules and than doing nothing
 * @param refusal why there is none; null otherwise
 * @param basis how the transitions of current versions were chosen
 * @param noncurrentBasis how those of old versions were chosen
 * @param cost of the schedule; without one, of doing nothing
 * @param nothing cost without transitions, but with the expirations of today
 * @param today cost under today's rules; null if they are unknown, or a price is
 * @param convention cost under the convention; null if there is none, or a price is unknown
 * @param firstMoves what would be moved within 48 hours
 * @param unpriced objects in a class whose price is unknown, which are in no cost
 */
public record ScheduleComparison(
        @Nullable LifecycleSchedule schedule,
        @Nullable String refusal,
        Basis basis,
        Basis noncurrentBasis,
        LifecycleCost cost,
        LifecycleCost nothing,
        @Nullable LifecycleCost today,
        @Nullable LifecycleCost convention,
        Amount firstMoves,
        Amount unpriced) {

    /** What was known when transitions were chosen. */
    public enum Basis {
        /** How often objects are read at each age. */
        MEASURED,

        /**
         * No reads are known: objects are moved when they have cost as much in STANDARD as the transition and one read from the other
         * class would. Whatever is read then, an object costs at most twice what it would with hindsight, until a second read. The
         * costs beside it are those without reads.
         */
        BREAK_EVEN
    }

    /** A number of objects and their bytes. */
    public record Amount(long objects, long bytes) {

        static final Amount NONE = new Amount(0, 0);

        /** The sum. */
        public Amount plus(long moreObjects, long moreBytes) {
            return new Amount(objects + moreObjects, bytes + moreBytes);
        }
    }
}
