package dev.gleaner.actuator.action.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Hours of the week at which an instance runs, in local time of a zone. Each schedule names its own zone
 * (cloud-custodian/cloud-custodian#8313: the zone of another resource was used).
 */
public record WeeklyRunHours(ZoneId zone, List<DailyRunHours> hours) {

    private static final int DAYS_OF_WEEK = 7;

    /**
     * Number of days before and after a moment that are examined. A run is shorter than a week, so they contain the whole
     * run of that moment.
     */
    private static final int DAYS_AROUND = DAYS_OF_WEEK + 2;

    public WeeklyRunHours {
        hours = List.copyOf(hours);
        Map<DayOfWeek, Integer> minutes = hours.stream()
                .collect(Collectors.groupingBy(DailyRunHours::day, Collectors.summingInt(DailyRunHours::minutes)));
        if (hours.isEmpty() || minutes.values().stream().mapToInt(m -> m).sum() == DAYS_OF_WEEK * DailyRunHours.DAY) {
            throw new IllegalArgumentException("a schedule has hours at which the instance runs, and others");
        }
    }

    /**
     * Parses {@code Mon 02:00-05:00, Sun 00:00-24:00} and the short forms {@code daily 02:00-03:00} and
     * {@code Mon-Fri 09:00-17:00}. Throws IllegalArgumentException with the reason when the text is invalid.
     */
    public static WeeklyRunHours parse(String text, String zone) {
        List<DailyRunHours> hours = Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .flatMap(part -> DailyRunHours.parse(part).stream())
                .toList();
        return new WeeklyRunHours(zone(zone), sortDisjoint(hours));
    }

    /** The next change after this moment. */
    public Switch next(Instant after) {
        return next(after, Duration.ZERO);
    }

    /**
     * The same with a lead: each run begins this much earlier, so that jobs at the beginning of the hours find the instance
     * running. A pause that is not longer than the lead causes no stop.
     */
    public Switch next(Instant after, Duration lead) {
        List<Run> early = new ArrayList<>();
        runs(after).forEach(run -> append(early, new Run(run.from().minus(lead), run.until())));
        return early.stream()
                .flatMap(run -> List.of(new Switch(run.from(), true), new Switch(run.until(), false)).stream())
                .filter(change -> change.at().isAfter(after))
                .min(Comparator.comparing(Switch::at))
                .orElseThrow();
    }

    /** Whether the moment is in the hours. */
    public boolean isOn(Instant at) {
        return runs(at).stream().anyMatch(run -> !at.isBefore(run.from()) && at.isBefore(run.until()));
    }

    /** The hours in short form, with days of the same hours grouped: {@code UTC Mon Tue 08:00-18:00 / Sun 00:00-24:00}. */
    public String text() {
        Map<DayOfWeek, String> byDay = new EnumMap<>(DayOfWeek.class);
        hours.forEach(window -> byDay.merge(window.day(), window.times(), (one, other) -> one + " " + other));
        Map<String, String> byTimes = new LinkedHashMap<>();
        byDay.forEach((day, times) -> byTimes.merge(times, name(day), (one, other) -> one + " " + other));
        return byTimes.entrySet().stream()
                .map(group -> group.getValue() + " " + group.getKey())
                .collect(Collectors.joining(" / ", zone.getId() + " ", ""));
    }

    /**
     * The hours in the form that {@link #parse} reads, with successive days of the same hours as a range: {@code daily
     * 02:00-03:00}, {@code Mon-Fri 09:00-17:00, Sun 00:00-24:00}.
     */
    public String shortForm() {
        Map<DayOfWeek, List<String>> byDay = new EnumMap<>(DayOfWeek.class);
        hours.forEach(window ->
                byDay.computeIfAbsent(window.day(), day -> new ArrayList<>()).add(window.times()));
        List<String> parts = new ArrayList<>();
        int day = 1;
        while (day <= DAYS_OF_WEEK) {
            List<String> times = byDay.getOrDefault(DayOfWeek.of(day), List.of());
            int last = day;
            while (last < DAYS_OF_WEEK && times.equals(byDay.get(DayOfWeek.of(last + 1)))) {
                last++;
            }
            String days = DailyRunHours.days(DayOfWeek.of(day), DayOfWeek.of(last));
            times.forEach(time -> parts.add(days + " " + time));
            day = last + 1;
        }
        return String.join(", ", parts);
    }

    /** Whether there are hours without a run for longer than this, apart from changes of the clocks. */
    boolean hasPauseLongerThan(Duration lead) {
        int week = DAYS_OF_WEEK * DailyRunHours.DAY;
        return IntStream.range(0, hours.size()).anyMatch(i -> {
            DailyRunHours next = hours.get((i + 1) % hours.size());
            int pause = Math.floorMod(
                    next.minuteOfWeek(next.from())
                            - hours.get(i).minuteOfWeek(hours.get(i).until()),
                    week);
            return pause > lead.toMinutes();
        });
    }

    static String name(DayOfWeek day) {
        return day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
    }

    private static ZoneId zone(String id) {
        try {
            return ZoneId.of(id);
        } catch (java.time.DateTimeException unknown) {
            throw new IllegalArgumentException("there is no time zone '" + id + "'", unknown);
        }
    }

    /** Sorts the hours and checks that they do not overlap. */
    private static List<DailyRunHours> sortDisjoint(Collection<DailyRunHours> hours) {
        List<DailyRunHours> sorted = hours.stream()
                .sorted(Comparator.comparing(DailyRunHours::day).thenComparing(DailyRunHours::from))
                .toList();
        boolean overlap =
                IntStream.range(1, sorted.size()).anyMatch(i -> sorted.get(i).overlaps(sorted.get(i - 1)));
        if (overlap) {
            throw new IllegalArgumentException("the hours of a schedule overlap");
        }
        return sorted;
    }

    /** Runs around a moment. Adjacent runs, as at midnight, are joined. */
    private List<Run> runs(Instant around) {
        LocalDate today = LocalDate.ofInstant(around, zone);
        List<Run> runs = new ArrayList<>();
        today.minusDays(DAYS_AROUND)
                .datesUntil(today.plusDays(DAYS_AROUND + 1L))
                .flatMap(date -> hours.stream().map(window -> window.runOn(date, zone)))
                .filter(Objects::nonNull)
                .forEach(run -> append(runs, run));
        return runs;
    }

    private static void append(List<Run> runs, Run next) {
        int last = runs.size() - 1;
        if (last >= 0 && !runs.get(last).until().isBefore(next.from())) {
            runs.set(last, new Run(runs.get(last).from(), next.until()));
        } else {
            runs.add(next);
        }
    }

    /** A start or stop by the schedule. */
    public record Switch(Instant at, boolean on) {}

    /** A period in which the instance runs. */
    record Run(Instant from, Instant until) {}

    /**
     * Hours of one day of the week.
     *
     * @param from minute of the day at which they begin
     * @param until minute of the day at which they end, {@link #DAY} for midnight
     */
    public record DailyRunHours(DayOfWeek day, int from, int until) {

        static final int DAY = 1440;

        private static final int HOUR = 60;
        private static final String DAILY = "daily";
        private static final Pattern TEXT =
                Pattern.compile("(daily|[A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?) (\\d{2}):(\\d{2})-(\\d{2}):(\\d{2})");

        public DailyRunHours {
            if (from < 0 || from >= until || until > DAY) {
                throw new IllegalArgumentException("no hours of a day: " + clock(from) + "-" + clock(until)
                        + " does not end after it begins, or ends after 24:00; a night is two entries, as Mon 22:00-24:00, Tue"
                        + " 00:00-06:00");
            }
        }

        /** Parses the same hours of one day, of a range of days, or of every day. */
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
            DayOfWeek first = dayOfWeek(dash < 0 ? names : names.substring(0, dash));
            DayOfWeek last = dayOfWeek(names.substring(dash + 1));
            List<DayOfWeek> days = new ArrayList<>(List.of(first));
            while (days.get(days.size() - 1) != last) {
                days.add(days.get(days.size() - 1).plus(1));
            }
            return days;
        }

        /** Successive days of the week as a text that {@link #parse} reads. */
        static String days(DayOfWeek first, DayOfWeek last) {
            if (first == DayOfWeek.MONDAY && last == DayOfWeek.SUNDAY) {
                return DAILY;
            }
            return first == last
                    ? WeeklyRunHours.name(first)
                    : WeeklyRunHours.name(first) + "-" + WeeklyRunHours.name(last);
        }

        /** A minute of this day, counted from the beginning of Monday. */
        int minuteOfWeek(int minute) {
            return (day.getValue() - 1) * DAY + minute;
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
         * The run on a date; absent on another day of the week, or when a clock change skips all of it. If its start or end
         * occurs twice, the first start and the second end count, so that the run is too long rather than too short.
         */
        WeeklyRunHours.@Nullable Run runOn(LocalDate date, ZoneId zone) {
            if (date.getDayOfWeek() != day) {
                return null;
            }
            Instant begin = toInstant(date, from, zone, true);
            Instant end = toInstant(date, until, zone, false);
            return begin.isBefore(end) ? new WeeklyRunHours.Run(begin, end) : null;
        }

        private static Instant toInstant(LocalDate date, int minute, ZoneId zone, boolean first) {
            LocalDateTime local = date.atStartOfDay().plusMinutes(minute);
            ZoneOffsetTransition transition = zone.getRules().getTransition(local);
            if (transition != null && transition.isGap()) {
                return transition.getInstant();
            }
            List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
            return local.toInstant(first ? offsets.get(0) : offsets.get(offsets.size() - 1));
        }

        private static DayOfWeek dayOfWeek(String name) {
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
}
