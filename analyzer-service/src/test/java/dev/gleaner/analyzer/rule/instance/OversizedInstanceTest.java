package dev.gleaner.analyzer.rule.instance;

import static dev.gleaner.analyzer.fixture.Signals.CPU;
import static dev.gleaner.analyzer.fixture.Signals.NETWORK_IN;
import static dev.gleaner.analyzer.fixture.Signals.NETWORK_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.HostHours;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.Week;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.instance.BackfillHorizon;
import dev.gleaner.analyzer.profile.instance.InstanceProfile;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.analyzer.rule.instance.size.SizeLimits;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OversizedInstanceTest {

    private static final String NAME = "oversized-instance";
    private static final Rule<InstanceSnapshot> RULE = Week.rule(NAME);
    private static final int HOURS = 14 * 24;
    private static final int PERIODS_OF_HOUR = 12;

    /** A Monday. */
    private static final Instant START = Week.END.minus(HOURS, ChronoUnit.HOURS);

    private static final int PERIODS = HOURS * PERIODS_OF_HOUR;

    @Test
    void shouldProposeTheNextSmallerTypeOfTheFamily() {
        Verdict.Found found = (Verdict.Found) used().judgedBy(NAME);

        assertThat(Savings.replacement(found)).isEqualTo("m5.large");
        assertThat(found.remedies()).extracting(Remedy::action).containsExactly("resize-instance");
        assertThat(found.remedies().get(0).parameters()).isEqualTo(Map.of("instanceType", "m5.large"));
        assertThat(found.remedies().get(0).text())
                .startsWith("Change its type to m5.large (2 vCPUs, 8 GiB)")
                .contains("Memory is not known");
        assertThat(value(found, "99th percentile of CPU maxima")).isEqualTo(35);
        assertThat(value(found, "CPU on a m5.large")).isEqualTo(70);
        assertThat(found.evidence())
                .filteredOn(evidence -> evidence.name().equals(Evidence.MEMORY_DAYS))
                .allMatch(Evidence::fallsShort)
                .hasSize(1);
    }

    /** A maximum up to half a percent below the end of a bucket may count in the next one. */
    @ParameterizedTest
    @CsvSource({"39.4, true", "40, false", "90, false"})
    void shouldLeaveRoomForTheCpu(double maximum, boolean oversized) {
        Week week = used().maximum(hour -> maximum);

        assertThat(week.judgedBy(NAME) instanceof Verdict.Found).isEqualTo(oversized);
    }

    /** c5.12xlarge has 48 vCPUs, and the next smaller type 36: three quarters. */
    @ParameterizedTest
    @CsvSource({"59.4, true", "60, false"})
    void shouldProjectByTheNumberOfProcessors(double maximum, boolean oversized) {
        Week week = used().maximum(hour -> maximum).listedAs(Signals.running().setType("c5.12xlarge"));

        assertThat(week.judgedBy(NAME) instanceof Verdict.Found).isEqualTo(oversized);
    }

    /** Ten minutes a day are 28 of 4,032 periods, 15 minutes a day are 42. */
    @ParameterizedTest
    @CsvSource({"2, true", "3, false"})
    void shouldAllowShortPeaksInOnePercentOfTheTime(int peaksOfDay, boolean oversized) {
        double[] maxima = new double[PERIODS];
        Arrays.setAll(maxima, period -> period % (24 * PERIODS_OF_HOUR) < peaksOfDay ? 95 : 20);

        assertThat(judge(signals(maxima)) instanceof Verdict.Found).isEqualTo(oversized);
    }

    /** Sixty hours with a period that is too high for every smaller type, at the beginning of what is known; the rest fits. */
    @ParameterizedTest
    @MethodSource("hoursOfDay")
    void shouldBeCertainUntilTheWindowHasLeftTheHighHours(int hoursOfDay) {
        double[] maxima = new double[PERIODS + 3 * 24 * PERIODS_OF_HOUR];
        Arrays.setAll(maxima, period -> period % PERIODS_OF_HOUR == 0 && period < 60 * PERIODS_OF_HOUR ? 90 : 20);
        List<Signal> signals = signals(maxima);
        InstanceProfile profile = profile();
        signals.forEach(signal -> Week.fold(profile, signal));
        Hour last = Hour.of(START).plus(HOURS - 1L + hoursOfDay);

        Hour certain = RULE.certainlyNothingThrough(profile.at(last, BackfillHorizon.NONE));
        Hour found = last;
        while (!(RULE.evaluate(profile.at(found, BackfillHorizon.NONE)) instanceof Verdict.Found)) {
            found = found.plus(1);
        }

        assertThat(found).isEqualTo(Hour.of(START).plus(HOURS + 23L));
        assertThat(certain).isEqualTo(hoursOfDay < 20 ? Hour.of(START).plus(HOURS + 18L) : null);
    }

    static IntStream hoursOfDay() {
        return IntStream.of(0, 1, 19, 20);
    }

    /** Whatever the use: what is found stays below the limit by the exact maxima, and what is far below it is found. */
    @SeededTest(40)
    void shouldNeverProposeATypeThatTheExactMaximaExceed(long seed) {
        Random random = new Random(seed);
        double[] maxima = use(random);
        double[] sorted = maxima.clone();
        Arrays.sort(sorted);
        double exact = sorted[(int) Math.ceil(0.99 * PERIODS) - 1];

        Verdict verdict = judge(signals(maxima));

        if (verdict instanceof Verdict.Found found) {
            assertThat(Savings.replacement(found)).isEqualTo("m5.large");
            assertThat(exact * 2).isLessThan(80);
        } else {
            assertThat(exact).isGreaterThanOrEqualTo(39.5);
        }
    }

    @SeededTest(40)
    void shouldNotDependOnTheOrderOrOnDuplicates(long seed) {
        Random random = new Random(seed);
        List<Signal> signals = signals(use(random));
        List<Signal> shuffled = new ArrayList<>(signals);
        signals.stream().filter(signal -> random.nextInt(3) == 0).forEach(shuffled::add);
        Collections.shuffle(shuffled, random);

        assertThat(text(judge(shuffled))).isEqualTo(text(judge(signals)));
    }

    @ParameterizedTest
    @CsvSource({"33, found", "34, insufficient"})
    void shouldNeedNineTenthsOfThePeriods(int missing, String verdict) {
        Week week = used().cpuOnlyIf(hour -> hour >= missing);

        assertThat(week.judgedBy(NAME))
                .isInstanceOf(verdict.equals("found") ? Verdict.Found.class : Verdict.Insufficient.class);
    }

    /** What does not fit by what is known fits even less by the rest. */
    @Test
    void shouldNotMissPointsOfAnInstanceThatDoesNotFit() {
        Week week = used().maximum(hour -> 90).cpuOnlyIf(hour -> hour >= 100);

        assertThat(week.judgedBy(NAME)).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldTakeAbsentPointsForUnknownAndNotForZero() {
        assertThat(used().cpuOnlyIf(hour -> false).judgedBy(NAME))
                .isEqualTo(new Verdict.Nothing("no maxima of its CPU are known"));
        assertThat(used().networkOnlyIf(hour -> hour < 300).judgedBy(NAME)).isInstanceOf(Verdict.Insufficient.class);
    }

    @Test
    void shouldLeaveIdleAndSporadicInstancesToTheirRules() {
        Week idle = Week.of(HOURS);
        Week sporadic = Week.of(HOURS).mean(hour -> hour % 168 < 3 ? 30 : 1);
        Week unknown = Week.of(HOURS).cpuOnlyIf(hour -> hour % 2 == 0);

        assertThat(idle.judgedBy(NAME)).isEqualTo(new Verdict.Nothing("it is found by idle-instance"));
        assertThat(sporadic.judgedBy(NAME)).isEqualTo(new Verdict.Nothing("it is found by sporadic-instance"));
        assertThat(missingOfAnother(unknown.judgedBy(NAME)))
                .allMatch(line -> line.startsWith("idle-instance: ") || line.startsWith("sporadic-instance: "))
                .anyMatch(line -> line.startsWith("idle-instance: "));
    }

    /** Whether it is needed at all does not matter then. */
    @Test
    void shouldFindNothingWithoutTheDataOfAnotherRuleIfTheNetworkDoesNotFit() {
        Week week = Week.of(HOURS).cpuOnlyIf(hour -> hour % 2 == 0).bytes(hour -> hour == 50 ? 300e9 : 1000);

        assertThat(week.judgedBy(NAME)).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void shouldNotJudgeAYoungOrAStoppedInstance() {
        assertThat(used().aged(Duration.ofDays(14).minusMillis(1)).judgedBy(NAME))
                .isInstanceOf(Verdict.Nothing.class);
        assertThat(used().listedAs(Signals.running().setState("stopped")).judgedBy(NAME))
                .isInstanceOf(Verdict.Nothing.class);
    }

    /** 750 Mbit/s are the baseline of an m5.large. */
    @ParameterizedTest
    @CsvSource({"590, true", "610, false"})
    void shouldLeaveRoomForTheNetwork(double megabits, boolean oversized) {
        double bytesOfHour = megabits * 1e6 / 8 * 3600;
        Week week = used().bytes(hour -> hour == 200 ? bytesOfHour / 2 : 1000);

        assertThat(week.judgedBy(NAME) instanceof Verdict.Found).isEqualTo(oversized);
    }

    @ParameterizedTest
    @CsvSource({
        "t3.xlarge, it is of a type that bursts",
        "m7i-flex.xlarge, it is of a type that bursts",
        "i4i.4xlarge, a smaller type has less of the local volumes",
        "m5.large, no smaller type of its family",
        "p5.48xlarge, no smaller type of its family",
        "inf2.24xlarge, no smaller type of its family",
        "m5.metal, the sizes of the family of m5.metal are not known",
        "new9.xlarge, the sizes of the family of new9.xlarge are not known",
    })
    void shouldSayWhyItProposesNothingForOtherTypes(String type, String reason) {
        Week week = used().listedAs(Signals.running().setType(type));

        assertThat(((Verdict.Nothing) week.judgedBy(NAME)).because()).startsWith(reason);
        assertThat(RULE.notApplicable(week.snapshot())).startsWith(reason);
    }

    @Test
    void shouldNotResizeOnADedicatedHost() {
        Week week = used().listedAs(Signals.running().setTenancy("host"));

        assertThat(((Verdict.Nothing) week.judgedBy(NAME)).because()).contains("dedicated host");
    }

    /** What is chosen for its memory is not proposed with half of it by its CPU alone. */
    @Test
    void shouldNeedTheMemoryOfATypeWithMuchMemory() {
        Verdict verdict =
                used().listedAs(Signals.running().setType("r5.xlarge")).judgedBy(NAME);

        assertThat(((Verdict.Insufficient) verdict).missing())
                .containsExactly("memory: 0 of 14 days are known, 12 needed, as r5 types are chosen for their memory;"
                        + " switch on the CloudWatch agent");
        assertThat(((Verdict.Insufficient) verdict).sources())
                .containsExactly(new Finding.MissingSource(DataSource.CLOUDWATCH_AGENT, 1.0));
    }

    /** What Windows commits says nothing of it. */
    @Test
    void shouldNotAskForAnAgentThatWouldNotHelp() {
        Verdict windows = used().listedAs(Signals.running().setType("r5.xlarge").setPlatform("Windows"))
                .judgedBy(NAME);

        assertThat(((Verdict.Insufficient) windows).sources()).isEmpty();
    }

    @Test
    void shouldFindATypeWithMuchMemoryIfItsMemoryIsKnown() {
        Verdict.Found found = (Verdict.Found) used().listedAs(Signals.running().setType("r5.xlarge"))
                .memory(hour -> 30.2)
                .judgedBy(NAME);

        assertThat(Savings.replacement(found)).isEqualTo("r5.large");
        assertThat(value(found, "99th percentile of used memory")).isEqualTo(30.5);
        assertThat(value(found, "memory on a r5.large")).isEqualTo(61);
        assertThat(value(found, Evidence.MEMORY_DAYS)).isEqualTo(14);
        assertThat(isMemoryKnown(found)).isTrue();
        assertThat(found.remedies().get(0).text())
                .contains("the memory that processes use were compared")
                .doesNotContain("Memory is not known");
    }

    /** An m5.large has half of the memory of an m5.xlarge. Three hours of 336 may use more. */
    @ParameterizedTest
    @CsvSource({"39.5, 0, true", "40, 0, false", "20, 3, true", "20, 4, false"})
    void shouldLeaveRoomForTheMemory(double percent, int hoursAbove, boolean oversized) {
        Week week = used().memory(hour -> hour % 80 < 1 && hour / 80 < hoursAbove ? 90 : percent);

        assertThat(week.judgedBy(NAME) instanceof Verdict.Found).isEqualTo(oversized);
        if (!oversized) {
            assertThat(((Verdict.Nothing) week.judgedBy(NAME)).because())
                    .startsWith("on a m5.large its memory would reach ");
        }
    }

    /** Twelve of 14 days; 20 of 24 hours tell of a day. */
    @ParameterizedTest
    @CsvSource({"12, 20, true", "12, 19, false", "11, 24, false"})
    void shouldNeedTheMemoryOfFourFifthsOfTheDays(int days, int hoursOfDay, boolean known) {
        Week week = used().memory(hour -> hour / 24 < days && hour % 24 < hoursOfDay ? 30 : Double.NaN);

        Verdict.Found found = (Verdict.Found) week.judgedBy(NAME);

        assertThat(isMemoryKnown(found)).isEqualTo(known);
        assertThat(found.remedies().get(0).text().contains("Memory is not known"))
                .isEqualTo(!known);
        assertThat(week.listedAs(Signals.running().setType("r5.xlarge")).judgedBy(NAME) instanceof Verdict.Found)
                .isEqualTo(known);
    }

    /** What is used on a few days does not fit, whatever the others were. */
    @Test
    void shouldNotProposeATypeThatTheKnownMemoryExceeds() {
        Week week = used().memory(hour -> hour < 30 ? 70 : Double.NaN);

        assertThat(week.judgedBy(NAME)).isEqualTo(new Verdict.Nothing("on a m5.large its memory would reach 140 %"));
    }

    /** Half of memory and page file together can be all of the memory. */
    @Test
    void shouldNotTakeWhatWindowsCommitsForAShareOfTheMemory() {
        Verdict.Found found = (Verdict.Found) used().committed(hour -> 30).judgedBy(NAME);

        assertThat(value(found, Evidence.MEMORY_DAYS)).isZero();
        assertThat(isMemoryKnown(found)).isFalse();
        assertThat(used().committed(hour -> 45).judgedBy(NAME)).isInstanceOf(Verdict.Nothing.class);
    }

    @ParameterizedTest
    @CsvSource({"0", "-5", "Infinity"})
    void shouldTakeNoMemoryThatIsNoShareForKnown(double percent) {
        Week week = used().memory(hour -> percent);

        assertThat(value((Verdict.Found) week.judgedBy(NAME), Evidence.MEMORY_DAYS))
                .isEqualTo(percent == 0 ? 14 : 0);
    }

    /** A g5.2xlarge and a g5.xlarge have the same GPU; of a g5.12xlarge the next smaller one has one of four. */
    @ParameterizedTest
    @CsvSource({"g5.2xlarge, 1, g5.xlarge", "g5.24xlarge, 4, g5.12xlarge"})
    void shouldKeepTheGpus(String type, int gpus, String target) {
        HostHours host = host(type, gpus);

        assertThat(Savings.replacement(host.judgedBy(NAME))).isEqualTo(target);
        assertThat(host("g5.12xlarge", 4).judgedBy(NAME)).isInstanceOf(Verdict.Nothing.class);
    }

    /** Nobody knows whether it is needed at all. */
    @Test
    void shouldLeaveAHostWithUnreadGpusToTheRulesAboutIdleness() {
        Week week = Week.of(HOURS).listedAs(Signals.running().setType("g5.2xlarge"));

        assertThat(missingOfAnother(week.judgedBy(NAME)))
                .contains(
                        "idle-instance: GPUs of the g5.2xlarge: no readings, so they may be at work; switch on the GPU agent");
    }

    @Test
    void shouldAdviseTheOwnerOfAMember() {
        Inventory.Builder member = Signals.running()
                .setOwner("autoscaling:web")
                .putTags("aws:autoscaling:groupName", "web")
                .putTags("aws:ec2launchtemplate:id", "lt-1");

        Remedy remedy = ((Verdict.Found) used().listedAs(member).judgedBy(NAME))
                .remedies()
                .get(0);

        assertThat(remedy.action()).isEqualTo("advice");
        assertThat(remedy.text())
                .contains(
                        "--launch-template-id lt-1",
                        "'{\"InstanceType\":\"m5.large\"}'",
                        "--auto-scaling-group-name web");
    }

    @Test
    void shouldNotStopWhatCannotBeStopped() {
        assertThat(((Verdict.Found) used().listedAs(Signals.running().setMarket("spot"))
                                .judgedBy(NAME))
                        .remedies())
                .extracting(Remedy::action)
                .containsExactly("advice");
        assertThat(((Verdict.Found) used().listedAs(Signals.running().setRootDevice("instance-store"))
                                .judgedBy(NAME))
                        .remedies())
                .extracting(Remedy::action)
                .containsExactly("advice");
    }

    @Test
    void shouldRejectALimitThatIsNoUtilization() {
        assertThatThrownBy(() -> new SizeLimits(101, 0.9, 0.8, 80)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SizeLimits(0, 0.9, 0.8, 80)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SizeLimits(80, 0.9, 0, 80)).isInstanceOf(IllegalArgumentException.class);
    }

    /** What other rules lack, which they report. */
    private static List<String> missingOfAnother(Verdict verdict) {
        Verdict.Insufficient insufficient = (Verdict.Insufficient) verdict;
        assertThat(insufficient.isReportedByAnother()).isTrue();
        return insufficient.missing();
    }

    /** An m5.xlarge that is used at all hours. */
    private static Week used() {
        return Week.of(HOURS).mean(hour -> 20).maximum(hour -> 30);
    }

    private static HostHours host(String type, int gpus) {
        HostHours host = HostHours.of(HOURS).listedAs(Signals.running().setType(type));
        IntStream.rangeClosed(1, gpus)
                .forEach(gpu -> host.card(
                        "GPU-" + gpu,
                        hour -> CardSample.newBuilder().setUtilization(90).setProcesses(1)));
        return host;
    }

    /** Maxima of five minutes of any use, some of them close to the limit. */
    private static double[] use(Random random) {
        double level = 8 + 30 * random.nextDouble();
        double high = 36 + 8 * random.nextDouble();
        int often = random.nextInt(90);
        double[] maxima = new double[PERIODS];
        Arrays.setAll(maxima, period -> random.nextInt(PERIODS) < often ? high + 0.3 * random.nextGaussian() : level);
        return maxima;
    }

    /** The points of each hour, with a mean of half of their maxima. */
    private static List<Signal> signals(double[] maxima) {
        List<Signal> signals = new ArrayList<>();
        for (int hour = 0; hour < maxima.length / PERIODS_OF_HOUR; hour++) {
            Instant time = START.plus(hour, ChronoUnit.HOURS);
            double[] ofHour = Arrays.copyOfRange(maxima, hour * PERIODS_OF_HOUR, (hour + 1) * PERIODS_OF_HOUR);
            double[] means = Arrays.stream(ofHour).map(maximum -> maximum / 2).toArray();
            int[] index = IntStream.range(0, PERIODS_OF_HOUR).toArray();
            signals.add(Signals.points(Week.RESOURCE, CPU, time, 300, index, means, ofHour, 5));
            signals.add(Signals.bytes(Week.RESOURCE, NETWORK_IN, time, 6e6));
            signals.add(Signals.bytes(Week.RESOURCE, NETWORK_OUT, time, 6e6));
        }
        return signals;
    }

    private static Verdict judge(List<Signal> signals) {
        InstanceProfile profile = profile();
        signals.forEach(signal -> Week.fold(profile, signal));
        return RULE.evaluate(profile.at(Hour.of(Week.END).plus(-1), BackfillHorizon.NONE));
    }

    private static InstanceProfile profile() {
        InstanceProfile profile = Defaults.instances().blank(Week.RESOURCE);
        Week.fold(profile, Signals.listed(Week.RESOURCE, START, Signals.running()));
        return profile;
    }

    private static String text(Verdict verdict) {
        return verdict instanceof Verdict.Found found
                ? found.evidence() + " " + found.remedies() + " " + Savings.replacement(found)
                : verdict.toString();
    }

    /** As the policy that approves automatically reads it. */
    private static boolean isMemoryKnown(Verdict.Found found) {
        return found.evidence().stream()
                .filter(evidence -> evidence.name().equals(Evidence.MEMORY_DAYS))
                .noneMatch(Evidence::fallsShort);
    }

    private static double value(Verdict.Found found, String evidence) {
        return found.evidence().stream()
                .filter(one -> one.name().equals(evidence))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
