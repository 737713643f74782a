package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.Week;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.test.LawSeeds;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SporadicInstanceTest {

    private static final int HOURS = 336;

    /** Both weeks start on a Monday. */
    private static final int SUNDAY = 6 * 24;

    @Test
    void shouldFindABatchJobOfEverySundayAndTellItsTimes() {
        Week week = Week.of(HOURS).mean(SporadicInstanceTest::sundays);

        Verdict.Found found = (Verdict.Found) judge(week);

        assertThat(week.judgedBy("idle-instance")).isInstanceOf(Verdict.Nothing.class);
        assertThat(found.remedies()).extracting(Remedy::action).containsExactly("schedule-instance", "advice");
        assertThat(found.remedies().get(0).parameters()).isEqualTo(Map.of("on", "Sun 02:00-05:00", "zone", "UTC"));
        assertThat(found.part()).isEqualTo(0.982);
    }

    @Test
    void shouldFindOneOfManyShortBurstsAndNotPretendToKnowItsTimes() {
        Week week = Week.of(HOURS).maximum(hour -> hour % 31 == 0 ? 90 : 2);

        Verdict.Found found = (Verdict.Found) judge(week);

        assertThat(week.judgedBy("idle-instance")).isInstanceOf(Verdict.Nothing.class);
        assertThat(found.remedies().get(0).action()).isEqualTo("schedule-instance");
        assertThat(found.remedies().get(0).parameters()).isEmpty();
    }

    @Test
    void shouldNeedWorkInBothWeeks() {
        assertThat(judge(Week.of(HOURS).mean(hour -> hour == 300 ? 90 : 1)))
                .isEqualTo(new Verdict.Nothing("it worked in one of two windows only"));
        assertThat(judge(Week.of(HOURS))).isEqualTo(new Verdict.Nothing("it did not work"));
    }

    @ParameterizedTest
    @CsvSource({"4.5, true", "4.8, false"})
    void shouldNeedALowMeanOverBothWeeks(double quiet, boolean sporadic) {
        Week week = Week.of(HOURS).mean(hour -> hour % 168 == 5 ? 60 : quiet);

        assertThat(judge(week) instanceof Verdict.Found).isEqualTo(sporadic);
    }

    @Test
    void shouldNotJudgeOneThatIsYoungerThanBothWeeks() {
        Week week = Week.of(HOURS).mean(SporadicInstanceTest::sundays);

        assertThat(judge(week.aged(Duration.ofDays(14).minusMillis(1)))).isInstanceOf(Verdict.Nothing.class);
        assertThat(judge(week.aged(Duration.ofDays(14)))).isInstanceOf(Verdict.Found.class);
    }

    @Test
    void shouldMissPointsOnlyWhereThereWasWork() {
        Week working = Week.of(HOURS).mean(hour -> hour == 300 ? 90 : 1).cpuOnlyIf(hour -> hour >= 100);
        Week quiet = Week.of(HOURS).cpuOnlyIf(hour -> hour >= 100);

        assertThat(judge(working)).isInstanceOf(Verdict.Insufficient.class);
        assertThat(judge(quiet)).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldLeaveBusyNetworkOnAQuietCpuAlone() {
        Week week = Week.of(HOURS).bytes(hour -> 9e6);

        assertThat(judge(week)).isInstanceOf(Verdict.Nothing.class);
        assertThat(week.judgedBy("idle-instance")).isEqualTo(new Verdict.Nothing("its network was used"));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldNeverFindWhatIsIdle(long seed) {
        Random random = new Random(seed);
        double often = random.nextInt(5) * 0.004;
        double[] mean = random.doubles(HOURS)
                .map(one -> one < often ? 8 + 20 * one / often : 1)
                .toArray();
        boolean regular = random.nextBoolean();
        Week week = Week.of(HOURS).mean(hour -> regular ? mean[hour % 168] : mean[hour]);

        boolean idle = week.judgedBy("idle-instance") instanceof Verdict.Found;

        assertThat(idle && judge(week) instanceof Verdict.Found).isFalse();
    }

    static LongStream seeds() {
        return LawSeeds.upTo(200);
    }

    @Test
    void shouldAdviseTheOwnerOfAControlledInstance() {
        Week week = Week.of(HOURS)
                .mean(SporadicInstanceTest::sundays)
                .listedAs(Signals.running().setOwner("eks:training"));

        assertThat(((Verdict.Found) judge(week)).remedies())
                .extracting(Remedy::action)
                .containsExactly("advice");
    }

    private static double sundays(int hour) {
        int ofWeek = hour % 168;
        return ofWeek >= SUNDAY + 2 && ofWeek < SUNDAY + 5 ? 80 : 1;
    }

    private static Verdict judge(Week week) {
        return week.judgedBy("sporadic-instance");
    }
}
