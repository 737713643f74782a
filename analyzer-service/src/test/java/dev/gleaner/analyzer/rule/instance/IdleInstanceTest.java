package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.Week;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.instance.InstanceHours;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdleInstanceTest {

    private static final int HOURS = 168;

    @Test
    void shouldFindAnInstanceThatDoesNothing() {
        Verdict.Found found = (Verdict.Found) judge(Week.of(HOURS));

        assertThat(Savings.part(found)).isEqualTo(1);
        assertThat(found.remedies()).extracting(Remedy::action).containsExactly("stop-instance", "terminate-instance");
        assertThat(found.evidence())
                .extracting(Evidence::name)
                .containsExactly(
                        "cpu mean",
                        "busy hours",
                        "hours at work",
                        "no work for at least",
                        "network maximum in 24 hours",
                        "age",
                        Evidence.HISTORY,
                        Evidence.DISK_HOURS);
        assertThat(found.evidence().get(0)).isEqualTo(new Evidence("cpu mean", 1, "percent", 5.0, 168, 1));
        assertThat(found.evidence().get(4))
                .isEqualTo(new Evidence("network maximum in 24 hours", 48000, "bytes", 5e6, 168, 1));
    }

    /** The limits by which it was found, which hold for as long as it may be stopped. */
    @Test
    void shouldStateWhatMustStillHoldWhenItIsStopped() {
        Verdict.Found found = (Verdict.Found) judge(Week.of(HOURS));

        assertThat(found.remedies())
                .extracting(Remedy::idleness)
                .allSatisfy(limits -> assertThat(limits)
                        .isEqualTo(new IdlenessLimits(
                                IdlenessLimits.VERSION,
                                Duration.ofDays(7),
                                IdlenessLimits.COARSE,
                                0.8,
                                5.0,
                                20,
                                5.999,
                                50,
                                5e6,
                                5e6,
                                3,
                                Duration.ofHours(24),
                                null)));
    }

    @SeededTest(200)
    void shouldStateAMeanThatIsWorkByTheRule(long seed) {
        double quiet = new Random(seed).nextInt(1, 40) / 10.0;
        Week week = Week.of(HOURS).mean(hour -> quiet);
        double workMean =
                ((Verdict.Found) judge(week)).remedies().get(0).idleness().workMean();

        assertThat(judge(Week.of(HOURS).mean(hour -> hour == 160 ? workMean + 0.1 : quiet)))
                .isEqualTo(new Verdict.Nothing("it was at work in the last 24 hours"));
        assertThat(judge(Week.of(HOURS).mean(hour -> hour == 160 ? workMean - 0.1 : quiet)))
                .isInstanceOf(Verdict.Found.class);
    }

    @ParameterizedTest
    @CsvSource({"4.99, true", "5.0, false"})
    void shouldCallAMeanBelowFivePercentQuiet(double mean, boolean idle) {
        assertThat(judge(Week.of(HOURS).mean(hour -> mean)) instanceof Verdict.Found)
                .isEqualTo(idle);
    }

    @ParameterizedTest
    @CsvSource({"19.99, true", "20, false"})
    void shouldCallAnHourOfTwentyPercentBusy(double mean, boolean idle) {
        Week week = Week.of(HOURS).mean(hour -> hour == 77 ? mean : 1);

        assertThat(judge(week) instanceof Verdict.Found).isEqualTo(idle);
    }

    @ParameterizedTest
    @CsvSource({"3, 50, true", "4, 50, false", "100, 49.99, true"})
    void shouldAllowThreeHoursWithAPeak(int hours, double maximum, boolean idle) {
        Week week = Week.of(HOURS).maximum(hour -> hour < hours ? maximum : 2);

        assertThat(judge(week) instanceof Verdict.Found).isEqualTo(idle);
    }

    @ParameterizedTest
    @CsvSource({"135, true", "134, false"})
    void shouldNeedFourFifthsOfTheHoursOfCpu(int present, boolean idle) {
        Verdict verdict = judge(Week.of(HOURS).cpuOnlyIf(hour -> hour >= HOURS - present));

        assertThat(verdict instanceof Verdict.Found).isEqualTo(idle);
        if (!idle) {
            assertThat(verdict)
                    .isEqualTo(new Verdict.Insufficient(List.of("CPUUtilization: 134 of 168 hours, 80 % needed")));
        }
    }

    @ParameterizedTest
    @CsvSource({"135, true", "134, false"})
    void shouldNeedFourFifthsOfTheHoursOfNetwork(int present, boolean idle) {
        Verdict verdict = judge(Week.of(HOURS).networkOnlyIf(hour -> hour >= HOURS - present));

        assertThat(verdict instanceof Verdict.Found).isEqualTo(idle);
        assertThat(verdict instanceof Verdict.Insufficient).isEqualTo(!idle);
    }

    @ParameterizedTest
    @CsvSource({"2499999.5, true", "2500000, false"})
    void shouldCallFiveMillionBytesOnADayUsed(double bytesEachWay, boolean idle) {
        Week week = Week.of(HOURS).bytes(hour -> hour == 50 ? bytesEachWay : 0);

        assertThat(judge(week) instanceof Verdict.Found).isEqualTo(idle);
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "100, 105", "155, 160", "143, 166", "163, 167"})
    void shouldLookAtAnyTwentyFourConsecutiveHoursOfNetwork(int one, int other) {
        Week week = Week.of(HOURS)
                .endingAt(Week.END.plus(12, ChronoUnit.HOURS))
                .bytes(hour -> hour == one || hour == other ? 1.25e6 : 0);

        assertThat(judge(week)).isEqualTo(new Verdict.Nothing("its network was used"));
        assertThat(judge(week.bytes(hour -> hour == one || hour == other ? 1.24e6 : 0)))
                .isInstanceOf(Verdict.Found.class);
    }

    @Test
    void shouldNotAddUpWhatLiesMoreThanADayApart() {
        Week week = Week.of(HOURS).bytes(hour -> hour == 100 || hour == 124 ? 2.4e6 : 0);

        assertThat(judge(week)).isInstanceOf(Verdict.Found.class);
        assertThat(judge(week.bytes(hour -> hour == 100 || hour == 123 ? 2.4e6 : 0)))
                .isEqualTo(new Verdict.Nothing("its network was used"));
    }

    @ParameterizedTest
    @CsvSource({"5.99, 0, true", "6, 0, false", "1, 49.9, true", "1, 50, false"})
    void shouldCallAnHourFivePointsAboveItsQuietLevelOrWithAPeakWork(double mean, double maximum, boolean idle) {
        Week week = Week.of(HOURS)
                .mean(hour -> isOneOfFour(hour) ? mean : 1)
                .maximum(hour -> isOneOfFour(hour) ? maximum : 2);

        assertThat(judge(week) instanceof Verdict.Found).isEqualTo(idle);
        if (!idle) {
            assertThat(judge(week)).isEqualTo(new Verdict.Nothing("it was at work in 4 hours"));
        }
    }

    @Test
    void shouldTakeTheQuietLevelFromTwoWeeks() {
        Week quietBefore = Week.of(2 * HOURS).mean(hour -> hour < HOURS ? 0.1 : isQuarter(hour) ? 0.1 : 5.2);
        Week steady = Week.of(2 * HOURS).mean(hour -> 4.9);

        assertThat(quietBefore.judgedBy("idle-instance")).isEqualTo(new Verdict.Nothing("it was at work in 126 hours"));
        assertThat(steady.judgedBy("idle-instance")).isInstanceOf(Verdict.Found.class);
    }

    @ParameterizedTest
    @CsvSource({"143, true", "144, false", "167, false"})
    void shouldNeedADayOfRest(int hourAtWork, boolean idle) {
        Week week = Week.of(HOURS).mean(hour -> hour == hourAtWork ? 12 : 1);

        assertThat(judge(week) instanceof Verdict.Found).isEqualTo(idle);
    }

    @Test
    void shouldNotFindOneWhoseFewHoursAtWorkRecur() {
        Week threeDays = Week.of(HOURS).mean(hour -> hour == 10 || hour == 34 || hour == 58 ? 12 : 1);
        Week everyWeek = Week.of(2 * HOURS).mean(hour -> hour == 60 || hour == 229 ? 12 : 1);

        assertThat(judge(threeDays)).isEqualTo(new Verdict.Nothing("its work recurs"));
        assertThat(judge(everyWeek)).isEqualTo(new Verdict.Nothing("its work recurs"));
    }

    @Test
    void shouldTellWhenItLastWorked() {
        Week week = Week.of(2 * HOURS).mean(hour -> hour < 120 ? 40 : 1);

        assertThat(((Verdict.Found) judge(week)).evidence())
                .contains(new Evidence("last work", 9, "days ago", 1.0, 336, 1));
    }

    /** The days before the hours that the rule looks back. */
    @ParameterizedTest
    @CsvSource({"20, true", "19.9, false"})
    void shouldTellTheLastDayWithABusyHourOfSixtyTwoDays(double mean, boolean isBusy) {
        Week days = Week.of(70 * 24).mean(hour -> hour == 40 * 24 + 3 ? mean : hour == 20 * 24 ? 90 : 1);

        assertThat(((Verdict.Found) judge(days)).evidence())
                .contains(new Evidence("last day with a busy hour", isBusy ? 29 : 49, "days ago", null, 62, 1));
        assertThat(((Verdict.Found) judge(days.mean(hour -> hour == 7 * 24 ? 90 : 1))).evidence())
                .extracting(Evidence::name)
                .doesNotContain("last day with a busy hour");
    }

    @Test
    void shouldNotTellAnEarlierBusyDayOfOneThatWasBusySince() {
        Week days = Week.of(40 * 24).mean(hour -> hour == 10 * 24 || hour == 30 * 24 ? 90 : 1);

        assertThat(((Verdict.Found) judge(days)).evidence())
                .extracting(Evidence::name)
                .contains("last work")
                .doesNotContain("last day with a busy hour");
    }

    @Test
    void shouldMeasureABurstableInstanceByItsBaseline() {
        Week nano =
                Week.of(HOURS).listedAs(Signals.running().setType("t2.nano")).mean(hour -> 4);

        assertThat(judge(nano)).isEqualTo(new Verdict.Nothing("it was at work in 168 hours"));
        assertThat(judge(nano.mean(hour -> 3.99))).isInstanceOf(Verdict.Found.class);
        assertThat(judge(nano.listedAs(Signals.running().setType("t3.small")).mean(hour -> 4.9)))
                .isInstanceOf(Verdict.Found.class);
    }

    @Test
    void shouldNotJudgeOneThatIsAMillisecondTooYoung() {
        assertThat(judge(Week.of(HOURS).aged(Duration.ofDays(7)))).isInstanceOf(Verdict.Found.class);
        assertThat(judge(Week.of(HOURS).aged(Duration.ofDays(7).minusMillis(1))))
                .isEqualTo(new Verdict.Nothing("it is younger than 7 days"));
    }

    @ParameterizedTest
    @CsvSource({"stopped", "stopping", "pending", "terminated", "shutting-down"})
    void shouldSayNothingOfOneThatDoesNotRun(String state) {
        Week week = Week.of(HOURS).listedAs(Signals.running().setState(state));

        assertThat(judge(week)).isEqualTo(new Verdict.Nothing("it is not known to run"));
    }

    @Test
    void shouldSayNothingOfOneThatWorkedWhateverElseIsMissing() {
        Week week = Week.of(HOURS).cpuOnlyIf(hour -> hour == 3).mean(hour -> 50);

        assertThat(judge(week)).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldNotTakeSilenceForIdleness() {
        assertThat(judge(Week.of(HOURS).cpuOnlyIf(hour -> false))).isInstanceOf(Verdict.Insufficient.class);
        assertThat(judge(Week.of(HOURS).networkOnlyIf(hour -> false))).isInstanceOf(Verdict.Insufficient.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"g5.xlarge", "gr6.4xlarge", "p4d.24xlarge", "p6-b200.48xlarge", "trn1.2xlarge", "inf2.xlarge"})
    void shouldNotCallAHostIdleWhoseCardsNobodyRead(String type) {
        Week week = Week.of(HOURS).listedAs(Signals.running().setType(type));

        Verdict.Insufficient unread = (Verdict.Insufficient) judge(week);
        assertThat(unread.missing())
                .containsExactly(
                        "GPUs of the " + type + ": no readings, so they may be at work; switch on the GPU agent");
        assertThat(unread.sources()).containsExactly(new Finding.MissingSource(DataSource.GPU_READINGS, 1.0));
        assertThat(judge(week.mean(hour -> 50))).isInstanceOf(Verdict.Nothing.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"m5.xlarge", "im4gn.large", "i3.large", "t4g.micro", "u-6tb1.metal", "hpc7g.4xlarge", "r6g.large"
            })
    void shouldKnowWhichHostsHoldNoCards(String type) {
        assertThat(judge(Week.of(HOURS).listedAs(Signals.running().setType(type))))
                .isInstanceOf(Verdict.Found.class);
    }

    /** 1.212 USD an hour. It is a cost, as nobody knows whether the host is idle. */
    @Test
    void shouldSayWhatAnUnreadHostSavesAtMost() {
        Verdict.Insufficient unread = (Verdict.Insufficient)
                judge(Week.of(HOURS).listedAs(Signals.running().setType("g5.2xlarge")));

        Saving saving = unread.atMost(Defaults.prices().on(LocalDate.of(2026, 10, 19)));

        assertThat(saving.cost()).isEqualTo("884.76");
        assertThat(saving.monthly()).isNull();
        assertThat(saving.basis()).startsWith("saved at most: on-demand g5.2xlarge");
    }

    /** An agent alone would not settle it. */
    @Test
    void shouldNotNameASourceThatDoesNotBringAllThatIsMissing() {
        Week week =
                Week.of(HOURS).listedAs(Signals.running().setType("g5.2xlarge")).cpuOnlyIf(hour -> hour < HOURS / 2);

        Verdict.Insufficient verdict = (Verdict.Insufficient) judge(week);

        assertThat(verdict.missing()).hasSizeGreaterThan(1);
        assertThat(verdict.sources()).isEmpty();
    }

    @Test
    void shouldNotTakeAnUnknownTypeForOneWithoutCards() {
        assertThat(judge(Week.of(HOURS).listedAs(Signals.running().clearType())))
                .isEqualTo(new Verdict.Insufficient(List.of("instance type: unknown, so it may have GPUs")));
    }

    @ParameterizedTest
    @CsvSource({"production", "Prod", "whatever", "''"})
    void shouldAskForAJustificationInProduction(String environment) {
        Week week = Week.of(HOURS).listedAs(Signals.running().putTags("environment", environment));

        assertThat(((Verdict.Found) judge(week)).remedies())
                .extracting(Remedy::action)
                .containsExactly("advice", "stop-instance");
    }

    @Test
    void shouldTakeNoEnvironmentForProductionAndKnowEnvForEnvironment() {
        assertThat(actions(Week.of(HOURS).listedAs(Signals.running()))).containsExactly("advice", "stop-instance");
        assertThat(actions(Week.of(HOURS).listedAs(Signals.running().putTags("env", "TEST"))))
                .containsExactly("stop-instance", "terminate-instance");
    }

    @ParameterizedTest
    @CsvSource({
        "Environment, Dev, true",
        "ENV, stg, true",
        "Stage, ' Test ', true",
        "stage, non-prod, true",
        "Environment, PROD, false",
        "Stage, prd, false",
        "team, dev, false"
    })
    void shouldReadTheEnvironmentWithoutRegardToCase(String key, String value, boolean stopsAtOnce) {
        Week week = Week.of(HOURS).listedAs(Signals.running().putTags(key, value));

        assertThat(actions(week))
                .isEqualTo(
                        stopsAtOnce
                                ? List.of("stop-instance", "terminate-instance")
                                : List.of("advice", "stop-instance"));
    }

    @Test
    void shouldAdviseTheOwnerOfAControlledInstance() {
        Week week = Week.of(HOURS).listedAs(Signals.running().setOwner("autoscaling:workers"));

        assertThat(((Verdict.Found) judge(week)).remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
            assertThat(remedy.text()).contains("autoscaling:workers");
        });
    }

    @Test
    void shouldNotProposeToStopWhatCannotBeStopped() {
        Week week = Week.of(HOURS).listedAs(Signals.running().setRootDevice("instance-store"));

        assertThat(actions(week)).containsExactly("advice");
    }

    @SeededTest(200)
    void shouldNeverFindAnInstanceThatWorkedInTheWindow(long seed) {
        Random random = new Random(seed);
        double presence = 0.7 + 0.3 * random.nextDouble();
        double loud = random.nextInt(3) * 0.004;
        boolean[] present = new boolean[HOURS];
        double[] mean = new double[HOURS];
        double[] maximum = new double[HOURS];
        for (int hour = 0; hour < HOURS; hour++) {
            present[hour] = random.nextDouble() < presence;
            mean[hour] = random.nextDouble() < loud ? 30 : 6 * random.nextDouble();
            maximum[hour] = mean[hour] + (random.nextDouble() < 2 * loud ? 60 : 1);
        }
        Week week = Week.of(HOURS)
                .cpuOnlyIf(hour -> present[hour])
                .mean(hour -> mean[hour])
                .maximum(hour -> maximum[hour]);

        if (judge(week) instanceof Verdict.Found) {
            assertQuiet(week.snapshot());
        }
    }

    @SeededTest(200)
    void shouldNeverFindMoreForKnowingLess(long seed) {
        Random random = new Random(seed);
        int hole = random.nextInt(HOURS);
        double level = random.nextInt(8);
        Week whole = Week.of(HOURS).mean(hour -> level);
        Week less = Week.of(HOURS).mean(hour -> level).cpuOnlyIf(hour -> hour >= hole);

        if (judge(less) instanceof Verdict.Found) {
            assertThat(judge(whole)).isInstanceOf(Verdict.Found.class);
        }
    }

    private static void assertQuiet(InstanceSnapshot snapshot) {
        InstanceHours usage = snapshot.hours(HOURS);
        int[] measured = IntStream.range(0, HOURS).filter(usage::hasCpu).toArray();
        assertThat(measured).hasSizeGreaterThanOrEqualTo(135);
        assertThat(IntStream.of(measured).mapToDouble(usage::cpuMean).max().orElseThrow())
                .isLessThan(20);
        assertThat(IntStream.of(measured)
                        .filter(hour -> usage.cpuMaximum(hour) >= 50)
                        .count())
                .isLessThanOrEqualTo(3);
        assertThat(IntStream.of(measured).mapToDouble(usage::cpuMean).average().orElseThrow())
                .isLessThan(5);
        assertThat(snapshot.hour()).isEqualTo(Hour.of(Week.END).plus(-1));
    }

    /** Four hours of a week, no two at the same hour of the day. */
    private static boolean isOneOfFour(int hour) {
        return hour == 10 || hour == 37 || hour == 71 || hour == 100;
    }

    private static boolean isQuarter(int hour) {
        return hour % 4 == 0;
    }

    private static List<String> actions(Week week) {
        return ((Verdict.Found) judge(week))
                .remedies().stream().map(Remedy::action).toList();
    }

    private static Verdict judge(Week week) {
        return week.judgedBy("idle-instance");
    }
}
