package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.Hour;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.BitSet;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Hours of the week (of a zone, from Monday) at which an instance was at work, in each of two successive weeks. */
final class WeekPattern {

    static final int HOURS = 7 * Hour.PER_DAY;

    private static final int DAYS = 7;
    private static final long SECONDS = 3600;
    private static final int WORKING_DAYS = 5;

    /** 1970-01-01 was a Thursday. */
    private static final int EPOCH_OFFSET = 3 * Hour.PER_DAY;

    private final BitSet before;
    private final BitSet last;
    private final ZoneId zone;
    private final WorkHours.Limits limits;

    private WeekPattern(BitSet before, BitSet last, ZoneId zone, WorkHours.Limits limits) {
        this.before = before;
        this.last = last;
        this.zone = zone;
        this.limits = limits;
    }

    static WeekPattern of(BitSet before, BitSet last, ZoneId zone, WorkHours.Limits limits) {
        return new WeekPattern(before, last, zone, limits);
    }

    /** Adds the hours of the week that an hour has a part of by the clocks of a zone: two where they are not set by whole hours. */
    static void add(BitSet week, Hour hour, ZoneId zone) {
        long local = hour.number() * SECONDS
                + zone.getRules().getOffset(hour.start()).getTotalSeconds();
        week.set(hourOfWeek(Math.floorDiv(local, SECONDS)));
        week.set(hourOfWeek(Math.floorDiv(local + SECONDS - 1, SECONDS)));
    }

    private static int hourOfWeek(long number) {
        return (int) Math.floorMod(number + EPOCH_OFFSET, (long) HOURS);
    }

    /** The zone of its hours. */
    ZoneId zone() {
        return zone;
    }

    /**
     * Whether any work recurs: within an hour of the same hour of the week in both weeks, or at the same hour on enough days
     * of the last week.
     */
    boolean hasRecurringWork() {
        return last.stream().anyMatch(hour -> isNear(hour, before) || isOfMostDays(hour, last));
    }

    /** Whether all work recurs, so that the hours of both weeks make a schedule. */
    boolean isFullyRecurring() {
        return last.stream().allMatch(hour -> isNear(hour, before) || isOfMostDays(hour, last))
                && before.stream().allMatch(hour -> isNear(hour, last) || isOfMostDays(hour, before))
                && hasRecurringWork();
    }

    /** Share of the hours of a week without work in either week, 0 to 1. */
    double idlePart() {
        return 1 - (double) union().cardinality() / HOURS;
    }

    /** The hours at work, such as {@code daily 02:00-03:00}, {@code Mon-Fri 09:00-17:00, Sun 00:00-24:00}. */
    String text() {
        StringJoiner text = new StringJoiner(", ");
        for (TimeRange range : timeRanges()) {
            text.add(range.text());
        }
        return text.toString();
    }

    /** Time ranges in the order of their first hours; successive days with the same times are one. */
    private Iterable<TimeRange> timeRanges() {
        BitSet hours = union();
        TreeMap<Integer, TimeRange> open = new TreeMap<>();
        TreeMap<Integer, TimeRange> timeRanges = new TreeMap<>();
        for (int day = 0; day < DAYS; day++) {
            TreeMap<Integer, TimeRange> today = new TreeMap<>();
            int midnight = (day + 1) * Hour.PER_DAY;
            int from = hours.nextSetBit(day * Hour.PER_DAY);
            while (from >= 0 && from < midnight) {
                int until = Math.min(hours.nextClearBit(from), midnight);
                int start = from % Hour.PER_DAY;
                int end = until - day * Hour.PER_DAY;
                @Nullable TimeRange yesterday = open.get(start);
                int first = yesterday != null && yesterday.until() == end ? yesterday.first() : day;
                TimeRange range = new TimeRange(first, day, start, end);
                today.put(start, range);
                timeRanges.put(range.first() * Hour.PER_DAY + start, range);
                from = hours.nextSetBit(until);
            }
            open = today;
        }
        return timeRanges.values();
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

    /** Hours of the day on successive days, counted from 0 for Monday. */
    private record TimeRange(int first, int last, int from, int until) {

        String text() {
            return days() + " " + time(from) + "-" + time(until);
        }

        private static String time(int hour) {
            return (hour < 10 ? "0" : "") + hour + ":00";
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
