package dev.gleaner.actuator.guard.window;

import dev.gleaner.contracts.resource.EnvironmentTag;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
                || opening(today.minusDays(1)).filter(one -> one.contains(now)).isPresent();
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
                WallClock.latest(day.atTime(from), zone),
                WallClock.earliest((to.isAfter(from) ? day : day.plusDays(1)).atTime(to), zone));
        return Optional.of(opening).filter(one -> one.from().isBefore(one.to()));
    }

    private record Opening(Instant from, Instant to) {

        boolean contains(Instant now) {
            return !now.isBefore(from) && now.isBefore(to);
        }
    }
}
