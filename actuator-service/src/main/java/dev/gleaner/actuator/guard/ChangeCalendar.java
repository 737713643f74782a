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
 * Times at which changes are allowed. An environment without a matching window is always open, except in a blackout;
 * blackouts apply to all environments.
 */
public record ChangeCalendar(List<ChangeWindow> windows, List<Blackout> blackouts) {

    /**
     * Maximum number of openings that are examined. If all of them lie in blackouts, the calendar counts as closed until
     * the last one and is evaluated again then.
     */
    private static final int STEPS = 1000;

    private static final Duration YEAR = Duration.ofDays(365);

    public ChangeCalendar {
        windows = List.copyOf(windows);
        blackouts = List.copyOf(blackouts);
    }

    /** The blackouts alone, for actions that have approved hours of their own. */
    public ChangeCalendar blackoutsOnly() {
        return new ChangeCalendar(List.of(), blackouts);
    }

    /** Earliest time at which all of these environments are open, for a target to which several apply. */
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

    /** Earliest time at which this environment is open: now, or the next opening. */
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

    /** Returns the same time if it is open then; otherwise a later time before which it is certainly closed. */
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
     * Days without changes, regardless of open windows: holidays, a release freeze.
     *
     * @param to the last of the days
     */
    record Blackout(LocalDate from, LocalDate to, ZoneId zone) {

        boolean covers(Instant now) {
            return !now.isBefore(ZonedTimes.earliest(from.atStartOfDay(), zone)) && now.isBefore(end());
        }

        /** First moment after the blackout. */
        Instant end() {
            return ZonedTimes.latest(to.plusDays(1).atStartOfDay(), zone);
        }
    }

    /**
     * Weekly time at which changes are allowed, in local time of a zone.
     *
     * @param days days on which it opens
     * @param to when it closes; a time that is not after {@code from} is on the following day
     * @param environments environments to which it applies, in lower case; empty for all
     */
    record ChangeWindow(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone, Set<String> environments) {

        private static final String PRODUCTION = "production";
        private static final Set<String> NON_PRODUCTION = Set.of(EnvironmentTag.NON_PRODUCTION.split(","));

        ChangeWindow {
            days = Set.copyOf(days);
            environments = Set.copyOf(environments);
        }

        /**
         * Whether the window applies to targets with this environment tag. An environment that is not known to be
         * non-production counts as production.
         */
        boolean isAbout(@Nullable String environment) {
            return environments.isEmpty()
                    || (environment != null && environments.contains(environment.toLowerCase(Locale.ROOT)))
                    || (environments.contains(PRODUCTION) && EnvironmentTag.isProduction(environment, NON_PRODUCTION));
        }

        /** Whether the window is open. */
        boolean isOpen(Instant now) {
            LocalDate today = now.atZone(zone).toLocalDate();
            return opening(today).filter(one -> one.contains(now)).isPresent()
                    || opening(today.minusDays(1))
                            .filter(one -> one.contains(now))
                            .isPresent();
        }

        /** Time of the next opening after this time. */
        Instant opensAfter(Instant now) {
            LocalDate today = now.atZone(zone).toLocalDate();
            // A window that lies in a skipped period does not open on that day, so the next opening may be a week
            // later.
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

    /** Converts local times on days of a clock change, on which a local time may occur twice or not at all. */
    static final class ZonedTimes {

        private ZonedTimes() {}

        /** The last moment at which this local time occurs; if it is skipped, the moment of the clock change. */
        static Instant latest(LocalDateTime time, ZoneId zone) {
            ZoneOffsetTransition change = zone.getRules().getTransition(time);
            return change == null || change.isGap()
                    ? plain(time, zone, change)
                    : time.toInstant(change.getOffsetAfter());
        }

        /** The first moment at which this local time occurs; if it is skipped, the moment of the clock change. */
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
