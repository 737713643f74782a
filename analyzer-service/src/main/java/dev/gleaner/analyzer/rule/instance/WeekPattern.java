package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.Hour;
import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.BitSet;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** At which hours of the week (UTC, from Monday) an instance was at work in one week and in the next. */
final class WeekPattern {

    static final int HOURS = 7 * Hour.PER_DAY;

    private static final int DAYS = 7;
    private static final int WORKING_DAYS = 5;

    /** 1970-01-01 was a Thursday. */
    private static final int EPOCH_OFFSET = 3 * Hour.PER_DAY;

    private final BitSet before;
    private final BitSet last;
    private final WorkHours.Limits limits;

    private WeekPattern(BitSet before, BitSet last, WorkHours.Limits limits) {
        this.before = before;
        this.last = last;
        this.limits = limits;
    }

    static WeekPattern of(BitSet before, BitSet last, WorkHours.Limits limits) {
        return new WeekPattern(before, last, limits);
    }

    static int hourOfWeek(Hour hour) {
        return (int) Math.floorMod(hour.number() + EPOCH_OFFSET, (long) HOURS);
    }

    /**
     * Whether any work comes back: at about the same hour of the week in both weeks, or at the same hour of enough days of
     * the last one.
     */
    boolean hasRecurringWork() {
        return last.stream().anyMatch(hour -> isNear(hour, before) || isOfMostDays(hour, last));
    }

    /** Whether all work comes back, so that the hours of both weeks are those at which it is needed. */
    boolean isFullyRecurring() {
        return last.stream().allMatch(hour -> isNear(hour, before) || isOfMostDays(hour, last))
                && before.stream().allMatch(hour -> isNear(hour, last) || isOfMostDays(hour, before))
                && hasRecurringWork();
    }

    /** Part of the week in which it was at work in neither week, 0 to 1. */
    double idlePart() {
        return 1 - (double) union().cardinality() / HOURS;
    }

    /** Hours of work as {@code daily 02:00-03:00}, {@code Mon-Fri 09:00-17:00, Sun 00:00-24:00}. */
    String text() {
        StringJoiner text = new StringJoiner(", ");
        for (Stretch stretch : stretches()) {
            text.add(stretch.text());
        }
        return text.toString();
    }

    /** Days in a row with the same times are one; in the order of their first hours. */
    private Iterable<Stretch> stretches() {
        BitSet hours = union();
        TreeMap<Integer, Stretch> open = new TreeMap<>();
        TreeMap<Integer, Stretch> stretches = new TreeMap<>();
        for (int day = 0; day < DAYS; day++) {
            TreeMap<Integer, Stretch> today = new TreeMap<>();
            int midnight = (day + 1) * Hour.PER_DAY;
            int from = hours.nextSetBit(day * Hour.PER_DAY);
            while (from >= 0 && from < midnight) {
                int until = Math.min(hours.nextClearBit(from), midnight);
                int start = from % Hour.PER_DAY;
                int end = until - day * Hour.PER_DAY;
                @Nullable Stretch yesterday = open.get(start);
                int first = yesterday != null && yesterday.until() == end ? yesterday.first() : day;
                Stretch stretch = new Stretch(first, day, start, end);
                today.put(start, stretch);
                stretches.put(stretch.first() * Hour.PER_DAY + start, stretch);
                from = hours.nextSetBit(until);
            }
            open = today;
        }
        return stretches.values();
    }

    private BitSet union() {
        BitSet hours = (BitSet) before.clone();
        hours.or(last);
        return hours;
    }

    private static boolean isNear(int hour, BitSet others) {
        return others.get((hour + HOURS - 1) % HOURS) || others.get(hour) || others.get((hour + 1) % HOURS);
    }

    private boolean isOfMostDays(int hour, BitSet week) {
        int days = 0;
        int workingDays = 0;
        for (int day = 0; day < DAYS; day++) {
            if (week.get(day * Hour.PER_DAY + hour % Hour.PER_DAY)) {
                days++;
                workingDays += day < WORKING_DAYS ? 1 : 0;
            }
        }
        return days >= limits.recurringDays() || workingDays >= limits.recurringWorkingDays() * WORKING_DAYS;
    }

    /** Hours of the day, the same on days in a row, from 0 for Monday. */
    private record Stretch(int first, int last, int from, int until) {

        String text() {
            return String.format(Locale.ROOT, "%s %02d:00-%02d:00", days(), from, until);
        }

        private String days() {
            if (last - first == DAYS - 1) {
                return "daily";
            }
            return first == last ? day(first) : day(first) + "-" + day(last);
        }

        private static String day(int day) {
            return DayOfWeek.of(day + 1).getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
        }
    }
}
