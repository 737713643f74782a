package dev.gleaner.contracts.recurrence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecurringDaysTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-11-30");

    @ParameterizedTest
    @CsvSource({
        // Equal gaps, until the next day has passed.
        "8 17 26, true",
        "10 19 28, true",
        "11 20 29, false",
        "8 21 34, true",
        "14 27 40, true",
        "12 22 32, false",
        // Of a gap of 13 days one was left out.
        "15 28 41, true",
        "8 29 50, true",
        "8 35, true",
        "29 56, false",
        "8 34 61, true",
        "28 29 45 61, false",
        // Each gap a day off.
        "8 17 27, true",
        "8 18 26, true",
        "8 17 28, true",
        "8 16 28, false",
        // Further days between them.
        "8 12 17 22 26, true",
        // Two of them only.
        "8 18, false",
        "8, false",
        // Every two weeks, three weeks, four weeks, or month.
        "21 42, true",
        "23 44, false",
        "12 21 24 33, false",
        "8 22, true",
        "15 29, false",
        "8 36, true",
        "29 57, true",
        "30 58, false",
        "8 39, true",
    })
    void shouldKnowEqualGaps(String daysAgo, boolean recurs) {
        assertThat(RecurringDays.of(days(TODAY, ago(TODAY, daysAgo))).isPresent())
                .isEqualTo(recurs);
    }

    @ParameterizedTest
    @CsvSource({
        "2027-03-27, 2027-01-31 2027-02-28, true",
        "2027-03-31, 2027-01-30 2027-02-27, true",
        "2027-04-01, 2027-01-30 2027-02-27, false",
        "2028-03-30, 2028-01-31 2028-02-29, true",
        "2027-03-10, 2027-01-10 2027-02-09, true",
    })
    void shouldKnowEndsOfMonths(LocalDate today, String dates, boolean recurs) {
        Set<LocalDate> atWork =
                Stream.of(dates.split(" ")).map(LocalDate::parse).collect(Collectors.toSet());

        assertThat(RecurringDays.of(days(today, atWork)).isPresent()).isEqualTo(recurs);
    }

    @Test
    void shouldTellTheDaysAndTheLastOneOnWhichTheNextMayCome() {
        assertThat(RecurringDays.of(days(TODAY, ago(TODAY, "8 18 28")))).hasValueSatisfying(found -> {
            assertThat(found.dates()).isEqualTo("2026-11-02, 2026-11-12 and 2026-11-22");
            assertThat(found.until()).isEqualTo("2026-12-03");
        });
    }

    @Test
    void shouldTakeWorkOfMostDaysForEverydayUseThatHasEnded() {
        Set<LocalDate> most = IntStream.rangeClosed(8, 60)
                .filter(day -> day % 7 < 5)
                .mapToObj(TODAY::minusDays)
                .collect(Collectors.toSet());

        assertThat(RecurringDays.of(days(TODAY, most))).isEmpty();
    }

    @Test
    void shouldIgnoreDaysThatAreNotKept() {
        DaysAtWork days = new DaysAtWork(TODAY);
        days.add(TODAY.plusDays(1), true);
        days.add(TODAY.minusDays(63), true);

        assertThat(days.known()).isZero();
        assertThat(days.sinceWork()).isEmpty();
    }

    static Stream<List<Integer>> gapsAndSeeds() {
        return IntStream.rangeClosed(7, 31)
                .boxed()
                .flatMap(gap -> IntStream.range(0, 20).mapToObj(seed -> List.of(gap, seed)));
    }

    /** Whatever else happens on other days, work at equal gaps is known on each day until the next one has passed. */
    @ParameterizedTest
    @MethodSource("gapsAndSeeds")
    void shouldKnowEachGapUntilItsNextDayHasPassed(List<Integer> gapAndSeed) {
        int gap = gapAndSeed.get(0);
        Random random = new Random(gapAndSeed.get(1));
        // When the next one of longer gaps is due, the third one before it is not kept any more.
        int occurrences = gap < 21 ? 3 : 2;
        int since = random.nextInt(gap + 1);
        Set<LocalDate> atWork = new TreeSet<>();
        for (int time = 0; time < occurrences; time++) {
            atWork.add(TODAY.minusDays(since + (long) time * gap));
        }
        for (int other = random.nextInt(gap < 21 ? 4 : 2); other > 0; other--) {
            atWork.add(TODAY.minusDays(since + random.nextInt(DaysAtWork.DAYS - since)));
        }

        assertThat(RecurringDays.of(days(TODAY, atWork))).isPresent();
    }

    /** Days without any order make a pattern the more often the more there are of them. That costs a month: then each has ended. */
    @ParameterizedTest
    @CsvSource({"1, 0, 0", "2, 50, 200", "3, 250, 500", "5, 600, 850", "8, 900, 1000"})
    void shouldNeverTakeRandomDaysForAPatternForLongerThanAMonth(int number, int least, int most) {
        int recurring = 0;
        for (int seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            Set<LocalDate> atWork = new TreeSet<>();
            while (atWork.size() < number) {
                atWork.add(TODAY.minusDays(8 + random.nextInt(DaysAtWork.DAYS - 7)));
            }
            recurring += RecurringDays.of(days(TODAY, atWork)).isPresent() ? 1 : 0;
            assertThat(RecurringDays.of(days(TODAY.plusDays(26), atWork))).isEmpty();
        }

        assertThat(recurring).as("of 1000 seeds").isBetween(least, most);
    }

    private static Set<LocalDate> ago(LocalDate today, String days) {
        return Stream.of(days.split(" "))
                .map(Integer::parseInt)
                .map(today::minusDays)
                .collect(Collectors.toSet());
    }

    private static DaysAtWork days(LocalDate today, Set<LocalDate> atWork) {
        DaysAtWork days = new DaysAtWork(today);
        for (int ago = 0; ago <= DaysAtWork.DAYS; ago++) {
            days.add(today.minusDays(ago), atWork.contains(today.minusDays(ago)));
        }
        return days;
    }
}
