package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Week;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.test.SeededTest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Work on days before the window of {@code idle-instance}. */
class RecurringWorkTest {

    private static final int DAYS = 62;
    private static final int HOUR_OF_WORK = 3;

    @ParameterizedTest
    @CsvSource({
        // Before the end of a month, with the ends of the two months before it.
        "2026-07-30, 2026-05-31 2026-06-30, true",
        "2026-03-30, 2026-01-31 2026-02-28, true",
        "2026-03-31, 2026-01-31 2026-02-28, true",
        "2026-04-29, 2026-02-28 2026-03-31, true",
        "2026-07-20, 2026-06-01 2026-06-30, true",
        "2026-07-20, 2026-06-04 2026-07-05, true",
        // Two days later.
        "2026-07-20, 2026-06-04 2026-07-06, false",
        // The next day has passed without work.
        "2026-07-30, 2026-05-29 2026-06-29, true",
        "2026-07-31, 2026-05-29 2026-06-29, false",
        "2026-08-01, 2026-05-31 2026-06-30, false",
        // Once only.
        "2026-07-20, 2026-06-30, false",
        // Every second week, until the next one has passed.
        "2026-07-20, 2026-06-22 2026-07-06, true",
        "2026-07-21, 2026-06-22 2026-07-06, false",
        "2026-07-20, 2026-06-29 2026-07-10, false",
        // Equal gaps, until the next day has passed, each at most a day off.
        "2026-07-20, 2026-06-24 2026-07-03 2026-07-12, true",
        "2026-07-20, 2026-06-15 2026-06-28 2026-07-11, true",
        "2026-07-20, 2026-05-31 2026-06-21 2026-07-12, true",
        "2026-07-20, 2026-05-20 2026-06-15 2026-07-12, true",
        "2026-07-23, 2026-06-24 2026-07-03 2026-07-12, false",
        "2026-07-20, 2026-06-23 2026-07-03 2026-07-12, true",
        "2026-07-20, 2026-06-20 2026-06-28 2026-07-08, false",
        // Each week but the last one.
        "2026-07-20, 2026-06-25 2026-07-02 2026-07-09, true",
    })
    void shouldKnowDaysThatComeAgain(LocalDate today, String days, boolean recurs) {
        Set<LocalDate> atWork = Stream.of(days.split(" ")).map(LocalDate::parse).collect(Collectors.toSet());

        assertThat(judge(host(today, DAYS, atWork)) instanceof Verdict.Nothing).isEqualTo(recurs);
    }

    @Test
    void shouldNameTheDays() {
        LocalDate today = LocalDate.parse("2026-07-30");

        assertThat(judge(host(today, DAYS, Set.of(LocalDate.parse("2026-05-31"), LocalDate.parse("2026-06-30")))))
                .isEqualTo(new Verdict.Nothing("its work recurs: it was at work on 2026-05-31 and 2026-06-30"));
    }

    /** Work far above the quiet level is work, although it is not busy; at 5.5 % it is not. */
    @ParameterizedTest
    @CsvSource({"12, true", "5.5, false"})
    void shouldMeasureDaysByTheQuietLevel(double mean, boolean recurs) {
        LocalDate today = LocalDate.parse("2026-07-30");
        Week host =
                host(today, DAYS, Set.of()).mean(hour -> isWork(hour, today, "2026-05-31", "2026-06-30") ? mean : 1);

        assertThat(judge(host) instanceof Verdict.Nothing).isEqualTo(recurs);
    }

    @Test
    void shouldFindOneWhoseEverydayUseHasEnded() {
        LocalDate today = LocalDate.parse("2026-07-20");
        Set<LocalDate> workingDays = LongStream.rangeClosed(10, DAYS)
                .mapToObj(today::minusDays)
                .filter(day -> day.getDayOfWeek().getValue() <= 5)
                .collect(Collectors.toSet());

        assertThat(judge(host(today, DAYS, workingDays))).isInstanceOf(Verdict.Found.class);
    }

    @ParameterizedTest
    @CsvSource({"10, true", "34, true", "35, false", "62, false"})
    void shouldTellAShortHistory(int days, boolean isShort) {
        Verdict.Found found = (Verdict.Found) judge(host(LocalDate.parse("2026-07-20"), days, Set.of()));

        assertThat(found.evidence())
                .filteredOn(evidence -> evidence.name().equals(Evidence.HISTORY))
                .singleElement()
                .satisfies(evidence -> {
                    assertThat(evidence.value()).isEqualTo(days);
                    assertThat(evidence.threshold()).isEqualTo(35.0);
                    assertThat(evidence.fallsShort()).isEqualTo(isShort);
                });
        assertThat(found.remedies())
                .extracting(Remedy::text)
                .allMatch(text -> text.contains("shorter than 35 days") == isShort);
    }

    /** Whatever else an instance did, one with work at the end of each month is never idle before the end of the next one. */
    @SeededTest(60)
    void shouldNeverFindAnInstanceWithWorkOfEachMonth(long seed) {
        Random random = new Random(seed);
        LocalDate first = LocalDate.of(2026, 1 + random.nextInt(12), 1 + random.nextInt(28));
        LocalDate second = first.plusMonths(1).plusDays(random.nextInt(3) - 1);
        LocalDate today = second.plusDays(8 + random.nextInt(20));
        Set<LocalDate> atWork = new HashSet<>(Set.of(first, second));
        for (int more = random.nextInt(6); more > 0; more--) {
            atWork.add(today.minusDays(8 + random.nextInt(40)));
        }

        assertThat(judge(host(today, DAYS, atWork))).isInstanceOf(Verdict.Nothing.class);
    }

    static Stream<List<Integer>> gapsAndSeeds() {
        return IntStream.rangeClosed(7, 31)
                .boxed()
                .flatMap(gap -> IntStream.range(0, 1).mapToObj(seed -> List.of(gap, seed)));
    }

    /** Whatever the gap, a stop or a termination is not the first thing to do before the next day has passed. */
    @ParameterizedTest
    @MethodSource("gapsAndSeeds")
    void shouldNeverStopAnInstanceWithWorkAtEqualGapsBeforeTheNextDayHasPassed(List<Integer> gapAndSeed) {
        int gap = gapAndSeed.get(0);
        Random random = new Random(gapAndSeed.get(1));
        int occurrences = gap < 21 ? 3 : 2;
        LocalDate today = LocalDate.of(2026, 1 + random.nextInt(12), 1 + random.nextInt(28));
        int since = 1 + random.nextInt(gap);
        Set<LocalDate> atWork = IntStream.range(0, occurrences)
                .mapToObj(time -> today.minusDays(since + (long) time * gap))
                .collect(Collectors.toSet());

        Week host = host(today, DAYS, atWork);

        assertThat(judge(host)).isInstanceOf(Verdict.Nothing.class);
        if (host.judgedBy("sporadic-instance") instanceof Verdict.Found found) {
            assertThat(found.remedies())
                    .extracting(Remedy::action)
                    .doesNotContain("stop-instance", "terminate-instance");
        }
    }

    /** The hours of a schedule are those of each day, as the days of the work move from week to week. */
    @Test
    void shouldAdviseAndScheduleAnInstanceWhoseDaysRecur() {
        LocalDate today = LocalDate.parse("2026-07-20");
        Week host = host(
                today,
                DAYS,
                Set.of(LocalDate.parse("2026-05-31"), LocalDate.parse("2026-06-21"), LocalDate.parse("2026-07-12")));

        Verdict.Found found = (Verdict.Found) host.judgedBy("sporadic-instance");

        assertThat(found.remedies()).extracting(Remedy::action).containsExactly(Remedy.ADVICE, "schedule-instance");
        assertThat(found.remedies().get(0).text()).contains("at work on 2026-06-21 and 2026-07-12", "up to 2026-08-03");
        assertThat(found.remedies().get(1).parameters()).isEmpty();
        assertThat(found.evidence())
                .contains(new Evidence("days at work", 3, "days", null, DAYS, 1))
                .contains(new Evidence("last day at work", 8, "days ago", null, DAYS, 1));
        assertThat(Savings.part(found)).isEqualTo(0.952);
    }

    /** A host of one hour of work on some days, at the end of the day before today. */
    private static Week host(LocalDate today, int days, Set<LocalDate> atWork) {
        List<String> dates = atWork.stream().map(LocalDate::toString).toList();
        return Week.of(days * 24)
                .endingAt(end(today))
                .mean(hour -> isWork(hour + (DAYS - days) * 24, today, dates.toArray(String[]::new)) ? 40 : 1);
    }

    private static Instant end(LocalDate today) {
        return today.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private static boolean isWork(int hour, LocalDate today, String... dates) {
        String date = today.minusDays(DAYS - hour / 24).toString();
        return hour % 24 == HOUR_OF_WORK && List.of(dates).contains(date);
    }

    private static Verdict judge(Week week) {
        return week.judgedBy("idle-instance");
    }
}
