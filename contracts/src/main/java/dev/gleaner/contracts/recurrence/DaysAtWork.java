package dev.gleaner.contracts.recurrence;

import java.time.LocalDate;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * On which of the last days (UTC) a resource was at work, as far as this is known. What work is, is for the owner of the measure to say:
 * a busy hour, an invocation, a byte. A day that is not known is neither work nor rest.
 */
public final class DaysAtWork {

    /** Number of days before the judged one that are looked at: two months of 31 days. */
    public static final int DAYS = 62;

    private final LocalDate today;
    private final BitSet known = new BitSet(DAYS + 1);
    private final BitSet atWork = new BitSet(DAYS + 1);

    /**
     * None known yet.
     *
     * @param today the judged day, which need not have ended
     */
    public DaysAtWork(LocalDate today) {
        this.today = today;
    }

    /** Adds what is known of a day, unless it is not one of the last {@link #DAYS} or the judged one. Work that is known stays. */
    public void add(LocalDate day, boolean isAtWork) {
        long index = DAYS - (today.toEpochDay() - day.toEpochDay());
        if (index >= 0 && index <= DAYS) {
            known.set((int) index);
            if (isAtWork) {
                atWork.set((int) index);
            }
        }
    }

    /** The judged day. */
    public LocalDate today() {
        return today;
    }

    /** Number of the days before the judged one that are known. */
    public int known() {
        return known.get(0, DAYS).cardinality();
    }

    /** Number of days at work, the judged one included. */
    public int atWork() {
        return atWork.cardinality();
    }

    /** How many days ago the last one at work was, 0 for the judged one; empty if none was. */
    public OptionalInt sinceWork() {
        int last = atWork.length();
        return last == 0 ? OptionalInt.empty() : OptionalInt.of(DAYS + 1 - last);
    }

    /** The place of the last day at work; -1 if there is none. */
    int last() {
        return atWork.length() - 1;
    }

    /** The place of the last day at work at a place or before it; -1 if there is none. */
    int lastThrough(int index) {
        return index < 0 ? -1 : atWork.previousSetBit(index);
    }

    /** Number of known days up to and including a place. */
    int knownThrough(int index) {
        return known.get(0, index + 1).cardinality();
    }

    /** Number of days at work between two places. */
    int between(int earlier, int later) {
        return atWork.get(earlier + 1, later).cardinality();
    }

    /** The day at a place; {@link #DAYS} is that of the judged one. */
    LocalDate day(int index) {
        return today.minusDays(DAYS - (long) index);
    }

    @Override
    public String toString() {
        return "at work on " + atWork + " of " + known.cardinality() + " known days to " + today;
    }
}
