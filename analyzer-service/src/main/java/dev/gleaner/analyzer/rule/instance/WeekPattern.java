package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MetricWindow;
import dev.gleaner.analyzer.profile.Slot;
import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.BitSet;
import java.util.Locale;
import java.util.StringJoiner;

/** At which hours of the week (UTC, from Monday) an instance worked in one week and in the next. */
final class WeekPattern {

    static final int HOURS = 7 * Hour.PER_DAY;

    /** 1970-01-01 was a Thursday. */
    private static final int EPOCH_OFFSET = 3 * Hour.PER_DAY;

    private final BitSet one;
    private final BitSet other;

    private WeekPattern(BitSet one, BitSet other) {
        this.one = one;
        this.other = other;
    }

    static WeekPattern of(MetricWindow one, MetricWindow other, IdleLimits limits) {
        return new WeekPattern(worked(one, limits), worked(other, limits));
    }

    /** Whether each hour of work in a week has one in the other week, at most an hour away. */
    boolean repeats() {
        return isNear(one, other) && isNear(other, one);
    }

    /** Part of the week in which it worked in neither week, 0 to 1. */
    double idlePart() {
        return 1 - (double) union().cardinality() / HOURS;
    }

    /** Hours of work as {@code Mon 02:00-05:00, Sun 00:00-24:00}. */
    String text() {
        BitSet hours = union();
        StringJoiner text = new StringJoiner(", ");
        for (int from = hours.nextSetBit(0); from >= 0; ) {
            int midnight = (from / Hour.PER_DAY + 1) * Hour.PER_DAY;
            int until = Math.min(hours.nextClearBit(from), midnight);
            text.add(String.format(
                    Locale.ROOT,
                    "%s %02d:00-%02d:00",
                    day(from),
                    from % Hour.PER_DAY,
                    until - (midnight - Hour.PER_DAY)));
            from = hours.nextSetBit(until);
        }
        return text.toString();
    }

    private BitSet union() {
        BitSet hours = (BitSet) one.clone();
        hours.or(other);
        return hours;
    }

    private static String day(int hourOfWeek) {
        return DayOfWeek.of(hourOfWeek / Hour.PER_DAY + 1).getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
    }

    private static boolean isNear(BitSet hours, BitSet others) {
        return hours.stream()
                .allMatch(hour ->
                        others.get((hour + HOURS - 1) % HOURS) || others.get(hour) || others.get((hour + 1) % HOURS));
    }

    private static BitSet worked(MetricWindow week, IdleLimits limits) {
        BitSet hours = new BitSet(HOURS);
        for (int place = 0; place < week.hours(); place++) {
            Slot slot = week.slot(place);
            if (slot != null && CpuUse.isWork(slot, limits)) {
                hours.set((int) Math.floorMod(week.from().plus(place).number() + EPOCH_OFFSET, (long) HOURS));
            }
        }
        return hours;
    }
}
