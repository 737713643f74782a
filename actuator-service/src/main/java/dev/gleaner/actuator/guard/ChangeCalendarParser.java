package dev.gleaner.actuator.guard;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the calendar from the configuration. An invalid value is an error that names its key. */
public final class ChangeCalendarParser {

    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final String MIDNIGHT = "24:00";

    private ChangeCalendarParser() {}

    /** Returns the calendar. Throws {@link IllegalArgumentException} with the key of the first invalid value. */
    public static ChangeCalendar read(GuardConfig config) {
        List<ChangeCalendar.ChangeWindow> windows = new ArrayList<>();
        for (int i = 0; i < config.windows().size(); i++) {
            windows.add(
                    window("actuator.guard.windows[" + i + "]", config.windows().get(i)));
        }
        List<ChangeCalendar.Blackout> blackouts = new ArrayList<>();
        for (int i = 0; i < config.blackouts().size(); i++) {
            blackouts.add(blackout(
                    "actuator.guard.blackouts[" + i + "]", config.blackouts().get(i)));
        }
        return new ChangeCalendar(windows, blackouts);
    }

    private static ChangeCalendar.ChangeWindow window(String key, GuardConfig.Window window) {
        Set<String> environments = window.environments().orElse(Set.of()).stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return new ChangeCalendar.ChangeWindow(
                read(key + ".days", window.days(), ChangeCalendarParser::days),
                read(key + ".from", window.from(), LocalTime::parse),
                read(key + ".to", window.to(), ChangeCalendarParser::end),
                read(key + ".zone", window.zone(), ZoneId::of),
                environments);
    }

    private static ChangeCalendar.Blackout blackout(String key, GuardConfig.Blackout blackout) {
        LocalDate from = read(key + ".from", blackout.from(), LocalDate::parse);
        LocalDate to = read(key + ".to", blackout.to().orElse(blackout.from()), text -> notBefore(from, text));
        return new ChangeCalendar.Blackout(from, to, read(key + ".zone", blackout.zone(), ZoneId::of));
    }

    private static LocalDate notBefore(LocalDate from, String text) {
        LocalDate to = LocalDate.parse(text);
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("before its from");
        }
        return to;
    }

    private static LocalTime end(String text) {
        return text.equals(MIDNIGHT) ? LocalTime.MIDNIGHT : LocalTime.parse(text);
    }

    private static Set<DayOfWeek> days(String text) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] ends = part.strip().split("-", 2);
            DayOfWeek last = day(ends[ends.length - 1]);
            DayOfWeek day = day(ends[0]);
            days.add(day);
            while (day != last) {
                day = day.plus(1);
                days.add(day);
            }
        }
        return days;
    }

    private static DayOfWeek day(String text) {
        int index = DAYS.indexOf(text.strip());
        if (index < 0) {
            throw new IllegalArgumentException("days are " + DAYS);
        }
        return DayOfWeek.of(index + 1);
    }

    private static <T> T read(String key, String text, Function<String, T> reader) {
        try {
            return reader.apply(text.strip());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "the change windows can't be read: " + key + "=" + text + ": " + e.getMessage(), e);
        }
    }
}
