package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.Week;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.test.SeededTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SporadicInstanceTest {

    private static final int HOURS = 336;
    private static final ZoneId UTC = ZoneId.of("UTC");

    /** Both weeks start on a Monday. */
    private static final int SUNDAY = 6 * 24;

    @Test
    void shouldFindABatchJobOfEverySundayAndTellItsTimes() {
        Week week = Week.of(HOURS).mean(SporadicInstanceTest::sundays);

        Verdict.Found found = (Verdict.Found) judge(week);

        assertThat(week.judgedBy("idle-instance")).isInstanceOf(Verdict.Nothing.class);
        assertThat(found.remedies()).extracting(Remedy::action).containsExactly("schedule-instance", "advice");
        assertThat(found.remedies().get(0).parameters()).isEqualTo(Map.of("on", "Sun 02:00-05:00", "zone", "UTC"));
        assertThat(Savings.part(found)).isEqualTo(0.982);
    }

    /** In UTC the hours of an office move by an hour when its clocks change, here on 1 November. */
    @Test
    void shouldProposeTheHoursOfAnOfficeByItsClocks() {
        ZoneId newYork = ZoneId.of("America/New_York");
        Instant end = Instant.parse("2026-11-09T00:00:00Z");
        Week week = Week.of(HOURS).endingAt(end).mean(hour -> {
            ZonedDateTime local = end.minus(HOURS - hour, ChronoUnit.HOURS).atZone(newYork);
            boolean isAtWork = local.getDayOfWeek().getValue() <= 5 && local.getHour() >= 9 && local.getHour() < 17;
            return isAtWork ? 12 : 1;
        });

        assertThat(schedule(week, newYork)).isEqualTo(Map.of("on", "Mon-Fri 09:00-17:00", "zone", "America/New_York"));
        assertThat(schedule(week, UTC)).isEqualTo(Map.of("on", "Mon-Fri 13:00-22:00", "zone", "UTC"));
    }

    /** An hour of event time has a part of two hours there. */
    @Test
    void shouldNotCutHoursWhereClocksAreNotSetByWholeHours() {
        Week week = Week.of(HOURS).mean(hour -> hour % 24 == 2 ? 30 : 1);

        assertThat(schedule(week, ZoneId.of("Asia/Kolkata")))
                .isEqualTo(Map.of("on", "daily 07:00-09:00", "zone", "Asia/Kolkata"));
    }

    @Test
    void shouldReadTheZoneOfAnAccount() {
        SporadicInstanceConfig config = new SmallRyeConfigBuilder()
                .withMapping(SporadicInstanceConfig.class)
                .withDefaultValue("analyzer.sporadic-instance.zones.\"123456789012\"", "Europe/Berlin")
                .build()
                .getConfigMapping(SporadicInstanceConfig.class);

        assertThat(config.zones()).isEqualTo(Map.of("123456789012", ZoneId.of("Europe/Berlin")));
        assertThat(config.zone()).isEqualTo(UTC);
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

    @SeededTest(200)
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

    /** Parameters of the schedule that is proposed for an account in a zone. */
    private static Map<String, String> schedule(Week week, ZoneId zone) {
        SporadicInstance rule = (SporadicInstance) Week.rule("sporadic-instance");
        Verdict found = new SporadicInstance(
                        rule.mean(),
                        rule.freePart(),
                        account -> zone,
                        rule.limits(),
                        rule.gpuPolicy(),
                        rule.remedies(),
                        rule.effortMinutes())
                .evaluate(week.snapshot());
        assertThat(found).isInstanceOf(Verdict.Found.class);
        return ((Verdict.Found) found).remedies().get(0).parameters();
    }

    private static Verdict judge(Week week) {
        return week.judgedBy("sporadic-instance");
    }
}
