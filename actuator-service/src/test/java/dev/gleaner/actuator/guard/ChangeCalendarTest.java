package dev.gleaner.actuator.guard;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.SeededTest;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeCalendarTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Set<DayOfWeek> WORKDAYS = EnumSet.range(MONDAY, FRIDAY);

    /** Friday's window is open on Saturday morning, and Sunday's is none. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-27T20:59:59Z, 2026-11-27T21:00:00Z",
        "2026-11-27T21:00:00Z, 2026-11-27T21:00:00Z",
        "2026-11-28T04:59:59Z, 2026-11-28T04:59:59Z",
        "2026-11-28T05:00:00Z, 2026-11-30T21:00:00Z",
        "2026-11-29T22:00:00Z, 2026-11-30T21:00:00Z",
    })
    void shouldCrossMidnight(Instant now, Instant opens) {
        assertThat(nights().nextOpening(now, null)).isEqualTo(opens);
    }

    /** On 29 March 2026 clocks in Berlin went from 02:00 to 03:00, on 25 October from 03:00 back to 02:00. */
    @ParameterizedTest
    @CsvSource({
        // Closed until the skip, which is when the clock passes 02:30; then open to 04:00 summer time.
        "2026-03-29T00:59:59Z, 2026-03-29T01:00:00Z",
        "2026-03-29T01:59:59Z, 2026-03-29T01:59:59Z",
        "2026-03-29T02:00:00Z, 2026-03-30T00:30:00Z",
        // 02:30 comes twice: it opens at the second.
        "2026-10-25T00:30:00Z, 2026-10-25T01:30:00Z",
        "2026-10-25T02:59:59Z, 2026-10-25T02:59:59Z",
    })
    void shouldGoByTheClockOnTheDaysOnWhichItIsChanged(Instant now, Instant opens) {
        ChangeCalendar early = windows(EnumSet.allOf(DayOfWeek.class), "02:30", "04:00", Set.of());

        assertThat(early.nextOpening(now, null)).isEqualTo(opens);
    }

    /** The hour that comes twice closes at the first. */
    @Test
    void shouldCloseAtTheFirstOfTwoHours() {
        ChangeCalendar night = windows(EnumSet.of(SATURDAY), "22:00", "02:30", Set.of());

        assertThat(night.nextOpening(Instant.parse("2026-10-25T00:29:59Z"), null))
                .isEqualTo(Instant.parse("2026-10-25T00:29:59Z"));
        assertThat(night.nextOpening(Instant.parse("2026-10-25T00:30:00Z"), null))
                .isEqualTo(Instant.parse("2026-10-31T21:00:00Z"));
    }

    /** A window that lies in the hour that is skipped does not open on that day. */
    @Test
    void shouldNotOpenInAnHourThatIsSkipped() {
        ChangeCalendar skipped = windows(EnumSet.of(SUNDAY), "02:10", "02:50", Set.of());

        assertThat(skipped.nextOpening(Instant.parse("2026-03-28T23:00:00Z"), null))
                .isEqualTo(Instant.parse("2026-04-05T00:10:00Z"));
    }

    @Test
    void shouldBeOpenAllDayFromMidnightToMidnight() {
        ChangeCalendar always = windows(EnumSet.allOf(DayOfWeek.class), "00:00", "00:00", Set.of());
        Instant start = Instant.parse("2026-11-24T00:00:00Z");

        for (int minute = 0; minute < 3 * 24 * 60; minute++) {
            Instant now = start.plus(Duration.ofMinutes(minute));
            assertThat(always.nextOpening(now, null)).isEqualTo(now);
        }
    }

    @Test
    void shouldTakeWhatIsNotKnownToBeSomethingElseForProduction() {
        ChangeCalendar production = windows(WORKDAYS, "22:00", "06:00", Set.of("production"));
        Instant noon = Instant.parse("2026-11-24T11:00:00Z");

        assertThat(production.nextOpening(noon, "dev")).isEqualTo(noon);
        for (String environment : new String[] {"production", "Prod", "live", null}) {
            assertThat(production.nextOpening(noon, environment)).isEqualTo(Instant.parse("2026-11-24T21:00:00Z"));
        }
    }

    /** Christmas Eve to Boxing Day; the Saturday after has no window of its own. */
    @Test
    void shouldStayClosedOnDaysThatAreBlackedOut() {
        ChangeCalendar windows = new ChangeCalendar(
                nights().windows(),
                List.of(new ChangeCalendar.Blackout(
                        LocalDate.parse("2026-12-24"), LocalDate.parse("2026-12-26"), BERLIN)));

        // The night of the 23rd closes at midnight; the one of the 25th goes on until the morning of the 26th.
        assertThat(windows.nextOpening(Instant.parse("2026-12-23T22:59:59Z"), null))
                .isEqualTo(Instant.parse("2026-12-23T22:59:59Z"));
        assertThat(windows.nextOpening(Instant.parse("2026-12-23T23:00:00Z"), null))
                .isEqualTo(Instant.parse("2026-12-28T21:00:00Z"));
    }

    @Test
    void shouldHoldABlackoutAgainstWhatHasNoWindow() {
        ChangeCalendar freeze = new ChangeCalendar(
                List.of(),
                List.of(new ChangeCalendar.Blackout(
                        LocalDate.parse("2026-12-24"), LocalDate.parse("2026-12-24"), BERLIN)));

        assertThat(freeze.nextOpening(Instant.parse("2026-12-24T11:00:00Z"), "dev"))
                .isEqualTo(Instant.parse("2026-12-24T23:00:00Z"));
    }

    /** Whatever the windows, an opening is open, nothing before it is, and the clock on the wall agrees. */
    @SeededTest(100)
    void shouldOpenWhenTheClockOnTheWallSaysSo(long seed) {
        Random random = new Random(seed);
        LocalTime from = LocalTime.of(random.nextInt(24), 15 * random.nextInt(4));
        LocalTime to = LocalTime.of(random.nextInt(24), 15 * random.nextInt(4));
        DayOfWeek day = DayOfWeek.of(1 + random.nextInt(7));
        ChangeCalendar windows = new ChangeCalendar(
                List.of(new ChangeCalendar.ChangeWindow(Set.of(day), from, to, BERLIN, Set.of())), List.of());
        Instant now = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofMinutes(random.nextInt(365 * 24 * 60)));

        Instant opens = windows.nextOpening(now, null);

        assertThat(windows.nextOpening(opens, null)).isEqualTo(opens);
        LocalTime wall = opens.atZone(BERLIN).toLocalTime();
        LocalDate opened = opens.atZone(BERLIN).toLocalDate();
        boolean isFirstDay = opened.getDayOfWeek() == day && !wall.isBefore(from);
        boolean isDayAfter = opened.getDayOfWeek() == day.plus(1) && !to.isAfter(from) && wall.isBefore(to);
        assertThat(isFirstDay || isDayAfter).isTrue();
        for (Instant before = now; before.isBefore(opens); before = before.plus(Duration.ofMinutes(97))) {
            assertThat(windows.nextOpening(before, null)).isEqualTo(opens);
        }
    }

    private static ChangeCalendar nights() {
        return windows(WORKDAYS, "22:00", "06:00", Set.of());
    }

    private static ChangeCalendar windows(Set<DayOfWeek> days, String from, String to, Set<String> environments) {
        return new ChangeCalendar(
                List.of(new ChangeCalendar.ChangeWindow(
                        days, LocalTime.parse(from), LocalTime.parse(to), BERLIN, environments)),
                List.of());
    }
}
