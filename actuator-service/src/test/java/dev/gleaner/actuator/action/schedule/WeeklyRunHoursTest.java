package dev.gleaner.actuator.action.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gleaner.test.SeededTest;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeeklyRunHoursTest {

    private static final List<String> ZONES =
            List.of("UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "+05:30");

    /** Clocks go forward and back within the weeks after it, somewhere. */
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T00:00:00Z, 2026-11-23T08:00:00Z, true",
        "2026-11-23T07:59:59Z, 2026-11-23T08:00:00Z, true",
        "2026-11-23T08:00:00Z, 2026-11-23T18:00:00Z, false",
        "2026-11-23T18:00:00Z, 2026-11-25T08:00:00Z, true",
        "2026-11-25T12:00:00Z, 2026-11-25T18:00:00Z, false",
        "2026-11-25T18:00:00Z, 2026-11-30T08:00:00Z, true"
    })
    void shouldTellTheNextChange(Instant after, Instant at, boolean on) {
        WeeklyRunHours hours = WeeklyRunHours.parse("Mon 08:00-18:00, Wed 08:00-18:00", "UTC");

        assertThat(hours.next(after)).isEqualTo(new WeeklyRunHours.Switch(at, on));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "daily 03:00-04:00 | UTC Mon Tue Wed Thu Fri Sat Sun 03:00-04:00",
                "Mon-Fri 09:00-17:00 | UTC Mon Tue Wed Thu Fri 09:00-17:00",
                "Sat-Mon 10:00-12:00, Wed 10:00-12:00 | UTC Mon Wed Sat Sun 10:00-12:00",
                "daily 23:00-24:00, Sun 02:00-03:00 | UTC Mon Tue Wed Thu Fri Sat 23:00-24:00 / Sun 02:00-03:00 23:00-24:00",
                "Tue-Tue 10:00-12:00 | UTC Tue 10:00-12:00"
            })
    void shouldReadDaysWithTheSameHoursTogether(String on, String text) {
        assertThat(WeeklyRunHours.parse(on, "UTC").text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mon 09:00-17:00, Tue 09:00-17:00, Wed 09:00-17:00 | Mon-Wed 09:00-17:00",
                "daily 03:00-04:00 | daily 03:00-04:00",
                "Fri 13:00-17:00, Mon-Fri 09:00-12:00 | Mon-Thu 09:00-12:00, Fri 09:00-12:00, Fri 13:00-17:00",
                "Sat-Mon 10:00-12:00 | Mon 10:00-12:00, Sat-Sun 10:00-12:00",
                "Sun 22:00-24:00, Mon 00:00-06:00 | Mon 00:00-06:00, Sun 22:00-24:00"
            })
    void shouldWriteDaysWithTheSameHoursAsARange(String on, String text) {
        assertThat(WeeklyRunHours.parse(on, "UTC").shortForm()).isEqualTo(text);
    }

    @SeededTest(200)
    void shouldReadItsShortFormAsTheSameHours(long seed) {
        WeeklyRunHours hours = WeeklyRunHours.parse(someHours(new Random(seed)), "UTC");

        assertThat(WeeklyRunHours.parse(hours.shortForm(), "UTC")).isEqualTo(hours);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "daily 00:00-23:51 | false",
                "daily 00:00-23:50 | false",
                "daily 00:00-23:49 | true",
                "Mon-Sat 00:00-24:00, Sun 00:11-24:00 | true",
                "Mon-Sat 00:00-24:00, Sun 00:10-24:00 | false",
                "Mon 09:00-17:00 | true"
            })
    void shouldKnowWhetherItEverStops(String on, boolean stops) {
        assertThat(WeeklyRunHours.parse(on, "UTC").hasPauseLongerThan(Duration.ofMinutes(10)))
                .isEqualTo(stops);
    }

    /** What cron starts with the hours finds the instance running; a pause that is shorter than the lead is none. */
    @Test
    void shouldBeginEachRunBeforeItsHours() {
        Duration lead = Duration.ofMinutes(10);
        WeeklyRunHours nightly = WeeklyRunHours.parse("Sun 02:00-04:00", "UTC");
        WeeklyRunHours paused = WeeklyRunHours.parse("Mon 08:00-12:00, Mon 12:05-18:00", "UTC");
        Instant saturday = Instant.parse("2026-11-21T12:00:00Z");

        assertThat(nightly.next(saturday, lead))
                .isEqualTo(new WeeklyRunHours.Switch(Instant.parse("2026-11-22T01:50:00Z"), true));
        assertThat(nightly.next(Instant.parse("2026-11-22T01:50:00Z"), lead))
                .isEqualTo(new WeeklyRunHours.Switch(Instant.parse("2026-11-22T04:00:00Z"), false));
        assertThat(paused.next(Instant.parse("2026-11-23T09:00:00Z"), lead))
                .isEqualTo(new WeeklyRunHours.Switch(Instant.parse("2026-11-23T18:00:00Z"), false));
    }

    /** What the analyzer writes of a night is cut at midnight; nothing stops then. */
    @Test
    void shouldNotStopAtMidnightWhatGoesOn() {
        WeeklyRunHours nights = WeeklyRunHours.parse("Sun 22:00-24:00, Mon 00:00-06:00, Mon 22:00-24:00", "UTC");

        Instant sunday = Instant.parse("2026-11-22T22:00:00Z");

        assertThat(nights.next(sunday))
                .isEqualTo(new WeeklyRunHours.Switch(Instant.parse("2026-11-23T06:00:00Z"), false));
        assertThat(nights.isOn(Instant.parse("2026-11-23T00:00:00Z"))).isTrue();
    }

    /**
     * cloud-custodian/cloud-custodian#8306 and its repair, cloud-custodian/cloud-custodian#8313: the zone of one resource was
     * that of the next. Times are by the clocks of the schedule's own zone, whatever was asked before.
     */
    @Test
    void shouldGoByTheClocksOfItsOwnZone() {
        WeeklyRunHours tokyo = WeeklyRunHours.parse("Mon 08:00-18:00", "Asia/Tokyo");
        WeeklyRunHours paris = WeeklyRunHours.parse("Mon 08:00-18:00", "Europe/Paris");
        Instant sunday = Instant.parse("2026-07-19T12:00:00Z");

        assertThat(tokyo.next(sunday).at()).isEqualTo("2026-07-19T23:00:00Z");
        assertThat(paris.next(sunday).at()).isEqualTo("2026-07-20T06:00:00Z");
        assertThat(tokyo.next(sunday).at()).isEqualTo("2026-07-19T23:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        // Clocks of Paris go from 02:00 to 03:00 on 29 March 2026, and from 03:00 to 02:00 on 25 October 2026.
        "Sun 08:00-18:00, 2026-03-29T06:00:00Z, 2026-03-29T16:00:00Z",
        "Sun 01:00-04:00, 2026-03-29T00:00:00Z, 2026-03-29T02:00:00Z",
        "Sun 02:30-04:00, 2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z",
        "Sun 02:30-03:30, 2026-10-25T00:30:00Z, 2026-10-25T02:30:00Z",
        "Sun 01:00-02:30, 2026-10-24T23:00:00Z, 2026-10-25T01:30:00Z",
        "Sun 08:00-18:00, 2026-10-25T07:00:00Z, 2026-10-25T17:00:00Z"
    })
    void shouldBeRightWhenClocksChange(String on, Instant start, Instant stop) {
        WeeklyRunHours hours = WeeklyRunHours.parse(on, "Europe/Paris");

        assertThat(hours.next(start.minusSeconds(1))).isEqualTo(new WeeklyRunHours.Switch(start, true));
        assertThat(hours.next(start)).isEqualTo(new WeeklyRunHours.Switch(stop, false));
    }

    @Test
    void shouldLeaveOutWhatClocksSkip() {
        WeeklyRunHours skipped = WeeklyRunHours.parse("Sun 02:00-03:00", "Europe/Paris");

        assertThat(skipped.next(Instant.parse("2026-03-28T00:00:00Z")).at()).isEqualTo("2026-04-05T00:00:00Z");
    }

    /** A law over many schedules: changes go on and off in turn, and what runs between them is what its clocks say. */
    @SeededTest(200)
    void shouldRunExactlyAtItsHours(long seed) {
        Random random = new Random(seed);
        String zone = ZONES.get(random.nextInt(ZONES.size()));
        WeeklyRunHours hours = WeeklyRunHours.parse(someHours(random), zone);
        Instant now = MARCH.plus(Duration.ofMinutes(random.nextInt(60 * 24 * 300)));

        for (int change = 0; change < 20; change++) {
            WeeklyRunHours.Switch next = hours.next(now);
            assertThat(next.at()).isAfter(now);
            assertThat(hours.isOn(next.at())).isEqualTo(next.on());
            assertThat(hours.isOn(next.at().minusSeconds(1))).isEqualTo(!next.on());
            Instant between = now.plusMillis(Duration.between(now, next.at()).toMillis() / 2);
            assertThat(hours.isOn(between)).isEqualTo(!next.on());
            assertClocksAgree(hours, between);
            now = next.at();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Mon",
                "Mon 8:00-18:00",
                "Mon 18:00-08:00",
                "Mon 08:00-08:00",
                "Mon 08:00-25:00",
                "Mon 08:60-09:00",
                "mon 08:00-09:00",
                "Xyz 08:00-09:00",
                "Mon-Xyz 08:00-09:00",
                "Mon- 08:00-09:00",
                "Daily 08:00-09:00",
                "daily 08:00-10:00, Mon 09:00-11:00",
                "daily 00:00-24:00",
                "Mon 08:00-09:00,",
                "Mon 08:00-10:00, Mon 09:00-11:00"
            })
    void shouldNotReadWhatIsNoHours(String on) {
        assertThatIllegalArgumentException().isThrownBy(() -> WeeklyRunHours.parse(on, "UTC"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Mars/Base", "local"})
    void shouldNotGuessAZone(String zone) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScheduleParameters.parse(Map.of("on", "Mon 08:00-09:00", "zone", zone)));
        assertThat(ScheduleParameters.problem(Map.of("on", "Mon 08:00-09:00")))
                .hasValue("a schedule names its time zone");
        assertThat(ScheduleParameters.problem(Map.of())).isPresent();
    }

    @Test
    void shouldNotKeepAWholeWeek() {
        String always = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun").stream()
                .map(day -> day + " 00:00-24:00")
                .collect(Collectors.joining(", "));

        assertThatIllegalArgumentException().isThrownBy(() -> WeeklyRunHours.parse(always, "UTC"));
    }

    @Test
    void shouldFitIntoATag() {
        WeeklyRunHours office =
                WeeklyRunHours.parse("Mon 08:00-12:00, Mon 13:00-18:00, Tue 08:00-12:00, Tue 13:00-18:00", "UTC");

        assertThat(office.text()).isEqualTo("UTC Mon Tue 08:00-12:00 13:00-18:00");
        assertThat(ScheduleParameters.problem(Map.of("zone", "UTC", "on", everyOtherHour())))
                .isPresent();
    }

    /** By the clocks, except near where they change. */
    private static void assertClocksAgree(WeeklyRunHours hours, Instant at) {
        ZoneId zone = hours.zone();
        boolean changes = !zone.getRules()
                .getOffset(at.minus(Duration.ofHours(3)))
                .equals(zone.getRules().getOffset(at.plus(Duration.ofHours(3))));
        ZonedDateTime local = at.atZone(zone);
        LocalTime time = local.toLocalTime();
        int minute = time.toSecondOfDay() / 60;
        boolean on = hours.hours().stream()
                .anyMatch(window ->
                        window.day() == local.getDayOfWeek() && minute >= window.from() && minute < window.until());
        assertThat(changes || hours.isOn(at) == on).isTrue();
    }

    private static String someHours(Random random) {
        String text = IntStream.range(0, 7)
                .filter(day -> random.nextBoolean())
                .mapToObj(day -> WeeklyRunHours.name(DayOfWeek.of(day + 1)) + times(random))
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "Sun 02:00-05:00" : text;
    }

    private static String times(Random random) {
        int from = random.nextInt(23);
        int until = from + 1 + random.nextInt(24 - from);
        return String.format(" %02d:00-%02d:00", from, until);
    }

    private static String everyOtherHour() {
        return IntStream.range(0, 84)
                .mapToObj(hour -> String.format(
                        "%s %02d:%02d-%02d:00",
                        WeeklyRunHours.name(DayOfWeek.of(hour / 12 + 1)), hour % 12 * 2, hour / 12, hour % 12 * 2 + 1))
                .collect(Collectors.joining(", "));
    }
}
