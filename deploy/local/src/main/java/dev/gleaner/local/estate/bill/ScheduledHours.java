package dev.gleaner.local.estate.bill;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The hours of the week at which a scheduled instance runs, by the value of its tag, such as {@code Europe/Berlin Mon Tue 08:00-18:00 / Sun
 * 00:00-24:00}. It is started ten minutes before them.
 */
public record ScheduledHours(ZoneId zone, List<Window> windows) {

    /** The tag. */
    public static final String TAG = "gleaner:schedule";

    private static final Duration LEAD = Duration.ofMinutes(10);
    private static final String MIDNIGHT = "24:00";

    public ScheduledHours {
        windows = List.copyOf(windows);
    }

    /** Minutes of the day, the end exclusive, on some days. */
    record Window(Set<DayOfWeek> days, int from, int until) {

        boolean contains(ZonedDateTime time) {
            int minute = minute(time.toLocalTime());
            return days.contains(time.getDayOfWeek()) && minute >= from && minute < until;
        }
    }

    /** Parses the value of the tag; empty when it has another form. */
    public static Optional<ScheduledHours> parse(String tag) {
        try {
            String[] parts = tag.split(" ", 2);
            return parts.length < 2
                    ? Optional.empty()
                    : Optional.of(new ScheduledHours(ZoneId.of(parts[0]), windows(parts[1])));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<Window> windows(String text) {
        List<Window> windows = new ArrayList<>();
        for (String group : text.split(" / ")) {
            Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
            for (String word : group.split(" ")) {
                int dash = word.indexOf('-');
                if (dash < 0) {
                    days.add(day(word));
                } else {
                    String until = word.substring(dash + 1);
                    windows.add(new Window(
                            days,
                            minute(LocalTime.parse(word.substring(0, dash))),
                            until.equals(MIDNIGHT)
                                    ? (int) Duration.ofDays(1).toMinutes()
                                    : minute(LocalTime.parse(until))));
                }
            }
        }
        return windows;
    }

    /** Whether the instance runs at a time. */
    boolean runsAt(Instant time) {
        return contains(time) || contains(time.plus(LEAD));
    }

    private boolean contains(Instant time) {
        ZonedDateTime local = time.atZone(zone);
        return windows.stream().anyMatch(window -> window.contains(local));
    }

    private static DayOfWeek day(String name) {
        return Arrays.stream(DayOfWeek.values())
                .filter(day ->
                        day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no day of the week: " + name));
    }

    private static int minute(LocalTime time) {
        return time.getHour() * 60 + time.getMinute();
    }
}
