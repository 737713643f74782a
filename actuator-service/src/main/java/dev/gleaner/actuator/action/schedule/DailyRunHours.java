package dev.gleaner.actuator.action.schedule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Some time of one day of the week.
 *
 * @param from minute of the day
 * @param until minute of the day before which it ends, {@link #DAY} for midnight
 */
public record DailyRunHours(DayOfWeek day, int from, int until) {

    static final int DAY = 1440;

    private static final int HOUR = 60;
    private static final String DAILY = "daily";
    private static final Pattern TEXT =
            Pattern.compile("(daily|[A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?) (\\d{2}):(\\d{2})-(\\d{2}):(\\d{2})");

    public DailyRunHours {
        if (from < 0 || from >= until || until > DAY) {
            throw new IllegalArgumentException("no time of a day: " + clock(from) + "-" + clock(until));
        }
    }

    /** The same times of one day, of days in a row, or of every day. */
    static List<DailyRunHours> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not like 'Mon 02:00-05:00', 'Mon-Fri 02:00-05:00' or 'daily 02:00-05:00'");
        }
        int from = minute(parts, 2);
        int until = minute(parts, 4);
        return days(parts.group(1)).stream()
                .map(day -> new DailyRunHours(day, from, until))
                .toList();
    }

    private static List<DayOfWeek> days(String names) {
        if (names.equals(DAILY)) {
            return List.of(DayOfWeek.values());
        }
        int dash = names.indexOf('-');
        DayOfWeek first = day(dash < 0 ? names : names.substring(0, dash));
        DayOfWeek last = day(names.substring(dash + 1));
        List<DayOfWeek> days = new ArrayList<>(List.of(first));
        while (days.get(days.size() - 1) != last) {
            days.add(days.get(days.size() - 1).plus(1));
        }
        return days;
    }

    int minutes() {
        return until - from;
    }

    boolean overlaps(DailyRunHours other) {
        return day == other.day && from < other.until && other.from < until;
    }

    String times() {
        return clock(from) + "-" + clock(until);
    }

    /**
     * This time on a date; absent on another day of the week, and where clocks skip all of it. What clocks show twice is
     * begun with the first and ended with the second: rather too long than too short.
     */
    WeeklyRunHours.@Nullable Run on(LocalDate date, ZoneId zone) {
        if (date.getDayOfWeek() != day) {
            return null;
        }
        Instant begin = moment(date, from, zone, true);
        Instant end = moment(date, until, zone, false);
        return begin.isBefore(end) ? new WeeklyRunHours.Run(begin, end) : null;
    }

    private static Instant moment(LocalDate date, int minute, ZoneId zone, boolean first) {
        LocalDateTime local = date.atStartOfDay().plusMinutes(minute);
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        if (transition != null && transition.isGap()) {
            return transition.getInstant();
        }
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        return local.toInstant(first ? offsets.get(0) : offsets.get(offsets.size() - 1));
    }

    private static DayOfWeek day(String name) {
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> WeeklyRunHours.name(day).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no day of the week '" + name + "'"));
    }

    private static int minute(Matcher parts, int group) {
        int hour = Integer.parseInt(parts.group(group));
        int minute = Integer.parseInt(parts.group(group + 1));
        if (minute >= HOUR) {
            throw new IllegalArgumentException("'" + parts.group() + "' has a minute that no hour has");
        }
        return hour * HOUR + minute;
    }

    private static String clock(int minute) {
        return String.format(Locale.ROOT, "%02d:%02d", minute / HOUR, minute % HOUR);
    }
}
