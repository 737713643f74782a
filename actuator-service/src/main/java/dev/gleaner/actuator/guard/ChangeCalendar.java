package dev.gleaner.actuator.guard;

import dev.gleaner.contracts.resource.EnvironmentTag;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When may be acted. An environment about which no window says anything is always open, but for the blackouts, which are
 * for all.
 */
public record ChangeCalendar(List<ChangeWindow> windows, List<Blackout> blackouts) {

    /** More openings than that in a blackout are not looked through: it stays closed, and is looked at again then. */
    private static final int STEPS = 1000;

    private static final Duration YEAR = Duration.ofDays(365);

    public ChangeCalendar {
        windows = List.copyOf(windows);
        blackouts = List.copyOf(blackouts);
    }

    /** The blackouts alone, for what has its own hours. */
    public ChangeCalendar blackoutsOnly() {
        return new ChangeCalendar(List.of(), blackouts);
    }

    /** From when on a target may be acted on that counts as of all of these environments: when it may be in each of them. */
    public Instant nextOpeningInAll(Instant now, Set<String> environments) {
        Instant time = now;
        for (int step = 0; step < STEPS; step++) {
            Instant next = time;
            for (String environment : environments) {
                next = nextOpening(next, environment);
            }
            if (next.equals(time)) {
                return time;
            }
            time = next;
        }
        return now.plus(YEAR);
    }

    /** From when on targets of this environment may be acted on: now, or the next opening. */
    public Instant nextOpening(Instant now, @Nullable String environment) {
        List<ChangeWindow> about =
                windows.stream().filter(window -> window.isAbout(environment)).toList();
        Instant time = now;
        for (int step = 0; step < STEPS; step++) {
            Instant next = next(about, time);
            if (next.equals(time)) {
                return time;
            }
            if (next.equals(Instant.MAX)) {
                return now.plus(YEAR);
            }
            time = next;
        }
        return time;
    }

    /** The same time when it is open then; else one before which it surely is not. */
    private Instant next(List<ChangeWindow> about, Instant time) {
        return blackouts.stream()
                .filter(blackout -> blackout.covers(time))
                .map(Blackout::end)
                .max(Comparator.naturalOrder())
                .orElseGet(() -> about.isEmpty() || about.stream().anyMatch(window -> window.isOpen(time))
                        ? time
                        : about.stream()
                                .map(window -> window.opensAfter(time))
                                .min(Comparator.naturalOrder())
                                .orElse(time));
    }

    /**
     * Days on which nothing is acted on, whatever windows are open: holidays, a release freeze.
     *
     * @param to the last of the days
     */
    record Blackout(LocalDate from, LocalDate to, ZoneId zone) {

        boolean covers(Instant now) {
            return !now.isBefore(ZonedTimes.earliest(from.atStartOfDay(), zone)) && now.isBefore(end());
        }

        /** When it is over. */
        Instant end() {
            return ZonedTimes.latest(to.plusDays(1).atStartOfDay(), zone);
        }
    }

    /**
     * A time of the week in which may be acted, by the clock of a place.
     *
     * @param days on which it opens
     * @param to when it closes; not after {@code from} means on the day after
     * @param environments whose targets it is about, lower case; empty for all
     */
    record ChangeWindow(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone, Set<String> environments) {

        private static final String PRODUCTION = "production";
        private static final Set<String> NON_PRODUCTION = Set.of(EnvironmentTag.NON_PRODUCTION.split(","));

        ChangeWindow {
            days = Set.copyOf(days);
            environments = Set.copyOf(environments);
        }

        /** Whether it is about targets with this tag; what is not known to be something else is production. */
        boolean isAbout(@Nullable String environment) {
            return environments.isEmpty()
                    || (environment != null && environments.contains(environment.toLowerCase(Locale.ROOT)))
                    || (environments.contains(PRODUCTION) && EnvironmentTag.isProduction(environment, NON_PRODUCTION));
        }

        /** Whether it is open. */
        boolean isOpen(Instant now) {
            LocalDate today = now.atZone(zone).toLocalDate();
            return opening(today).filter(one -> one.contains(now)).isPresent()
                    || opening(today.minusDays(1))
                            .filter(one -> one.contains(now))
                            .isPresent();
        }

        /** When it opens next after that time. */
        Instant opensAfter(Instant now) {
            LocalDate today = now.atZone(zone).toLocalDate();
            // A day whose window falls into a gap of the clock has none; then it is a week later.
            return today.minusDays(1)
                    .datesUntil(today.plusDays(16))
                    .flatMap(day -> opening(day).stream())
                    .map(Opening::from)
                    .filter(from -> from.isAfter(now))
                    .findFirst()
                    .orElse(Instant.MAX);
        }

        private Optional<Opening> opening(LocalDate day) {
            if (!days.contains(day.getDayOfWeek())) {
                return Optional.empty();
            }
            Opening opening = new Opening(
                    ZonedTimes.latest(day.atTime(from), zone),
                    ZonedTimes.earliest((to.isAfter(from) ? day : day.plusDays(1)).atTime(to), zone));
            return Optional.of(opening).filter(one -> one.from().isBefore(one.to()));
        }

        private record Opening(Instant from, Instant to) {

            boolean contains(Instant now) {
                return !now.isBefore(from) && now.isBefore(to);
            }
        }
    }

    /** What a time on a wall means on the days on which clocks are changed: it may come twice, or not at all. */
    static final class ZonedTimes {

        private ZonedTimes() {}

        /** The last moment that this time may mean; when it is skipped, the moment of the skip. */
        static Instant latest(LocalDateTime time, ZoneId zone) {
            ZoneOffsetTransition change = zone.getRules().getTransition(time);
            return change == null || change.isGap()
                    ? plain(time, zone, change)
                    : time.toInstant(change.getOffsetAfter());
        }

        /** The first moment that this time may mean; when it is skipped, the moment of the skip. */
        static Instant earliest(LocalDateTime time, ZoneId zone) {
            ZoneOffsetTransition change = zone.getRules().getTransition(time);
            return change == null || change.isGap()
                    ? plain(time, zone, change)
                    : time.toInstant(change.getOffsetBefore());
        }

        private static Instant plain(LocalDateTime time, ZoneId zone, @Nullable ZoneOffsetTransition gap) {
            return gap == null ? time.atZone(zone).toInstant() : gap.getInstant();
        }
    }
}
