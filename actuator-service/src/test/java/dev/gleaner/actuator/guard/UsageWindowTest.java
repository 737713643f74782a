package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guard {@code still-idle} by the window and the limits of a plan. */
class UsageWindowTest {

    private static final Instant NOW = Case.NOW;
    private static final Duration PART = IdlenessLimits.FINE;

    private final GuardEvaluator guardEvaluator = ConfiguredGuards.create();

    /** GPUs, CPU and network were at work until that many minutes ago. */
    @ParameterizedTest
    @CsvSource({"65, true", "70, true", "600, true", "59, false", "45, false", "25, false", "10, false"})
    void shouldStopAGpuHostAnHourAfterItsWork(int minutes, boolean isStopped) {
        Case host = gpuHost(minutes);

        if (isStopped) {
            assertThat(refusal(host)).isEmpty();
        } else {
            assertThat(refusal(host)).get().asString().containsAnyOf("was busy", "was at", "bytes over the network");
        }
    }

    /** What the limits of the configuration say of the same host: its finding has none. */
    @Test
    void shouldStopWhatHasNoWindowOfItsOwnADayAfterItsWork() {
        Case host = new Case();
        host.cpu.put(Case.HOUR.minus(2, ChronoUnit.HOURS), 90.0);

        assertThat(refusal(host)).get().asString().contains("was busy");
        host.idleness = hour();
        host.cpu.clear();
        fine(host, 600);
        assertThat(refusal(host)).isEmpty();
    }

    @Test
    void shouldNotStopWhoseLastMinutesAreNotKnown() {
        for (Case host : new Case[] {gpuHost(600), new Case(), week()}) {
            assertThat(refusal(host)).isEmpty();
            host.lately.keySet().removeIf(at -> at.plus(PART).isAfter(NOW.minus(Duration.ofMinutes(20))));
            host.cpu
                    .keySet()
                    .removeIf(at -> at.isAfter(NOW.minus(Duration.ofMinutes(25)))
                            && host.idleness != null
                            && host.idleness.period().equals(PART));

            assertThat(refusal(host)).get().asString().contains("CloudWatch has no CPU use of the last 20 minutes");
            host.lately.clear();
            assertThat(refusal(host)).get().asString().contains("CloudWatch has no CPU use of the last 20 minutes");
        }
    }

    /** CloudWatch has five minutes up to ten minutes after their end. */
    @ParameterizedTest
    @CsvSource({"4, true", "14, true", "19, true", "26, false"})
    void shouldWaitForCloudWatchAsLongAsItNeeds(int newestEnded, boolean isStopped) {
        Case host = gpuHost(600);
        host.cpu.keySet().removeIf(at -> at.plus(PART).isAfter(NOW.minus(Duration.ofMinutes(newestEnded))));
        host.lately.keySet().removeIf(at -> at.plus(PART).isAfter(NOW.minus(Duration.ofMinutes(newestEnded))));

        assertThat(refusal(host).isEmpty()).isEqualTo(isStopped);
    }

    @ParameterizedTest
    @CsvSource({"cpu, CPU use", "network, network traffic"})
    void shouldNotStopWhenPeriodsOfTheWindowAreMissing(String what, String expected) {
        Case host = gpuHost(600);
        Instant gap = Case.FIVE_MINUTES.minus(Duration.ofMinutes(40));
        (what.equals("cpu") ? host.cpu : host.in).remove(gap);
        (what.equals("cpu") ? host.cpu : host.in).remove(gap.minus(PART));

        assertThat(refusal(host))
                .get()
                .asString()
                .contains("CloudWatch has only ")
                .contains(" five-minute periods of " + expected);
    }

    @Test
    void shouldNameTheWindowOfThePlan() {
        Case host = gpuHost(10);
        Case longer = week();
        longer.cpu.clear();

        assertThat(result(host))
                .get()
                .extracting(GuardResult::reason)
                .asString()
                .contains("five minutes from");
        assertThat(lift(host)).contains("the last 60 minutes");
        assertThat(lift(longer)).contains("the last 7 days");
        assertThat(refusal(longer)).get().asString().contains("CloudWatch has only 0 of the last 168 hours of CPU use");
    }

    /** Three hours at work are allowed before the last day, as by the rule, none of them busy. */
    @ParameterizedTest
    @CsvSource({
        "0, 30, 60, true",
        "3, 30, 60, true",
        "4, 30, 60, false",
        "1, 23, 60, false",
        "1, 0, 60, false",
        "3, 24, 60, false",
        "3, 25, 60, true",
    })
    void shouldAllowTheHoursAtWorkThatTheRuleAllows(int hours, int lastHoursAgo, double peak, boolean isStopped) {
        Case host = week();
        host.peak = new java.util.HashMap<>();
        for (int hour = 0; hour < hours; hour++) {
            host.peak.put(Case.HOUR.minus(lastHoursAgo + hour, ChronoUnit.HOURS), peak);
        }

        assertThat(refusal(host).isEmpty()).isEqualTo(isStopped);
    }

    @ParameterizedTest
    @CsvSource({"150, was busy", "25, was busy", "168, was busy"})
    void shouldNotStopAfterABusyHourInTheWindow(int hoursAgo, String expected) {
        Case host = week();
        host.cpu.put(Case.HOUR.minus(hoursAgo, ChronoUnit.HOURS), 20.0);

        assertThat(refusal(host)).get().asString().contains(expected);
    }

    @Test
    void shouldNotStopWhatIsNotQuietOnAverageOrMovesBytesForADay() {
        Case warm = week();
        warm.cpu.replaceAll((hour, percent) -> 5.0);
        Case moving = week();
        for (int hour = 100; hour < 124; hour++) {
            moving.in.put(Case.HOUR.minus(hour, ChronoUnit.HOURS), 250_000.0);
        }

        assertThat(refusal(warm)).get().asString().contains("its mean CPU over the last 7 days is 5.0 %");
        assertThat(refusal(moving)).get().asString().contains("bytes over the network within 24 hours");
    }

    /** A finding comes by a topic: it can't ask for less than the configuration. */
    @ParameterizedTest
    @CsvSource({
        "PT30M, PT5M, 0.9, 20, 6, 50, 5000000, 0, PT30M, shortest-window",
        "P63D, PT1H, 0.9, 20, 6, 50, 5000000, 0, P1D, does not keep",
        "P7D, PT1H, 0.1, 20, 6, 50, 5000000, 0, P7D, guard.coverage",
        "P7D, PT1H, 0.9, 99, 6, 50, 5000000, 0, P7D, guard.busy",
        "P7D, PT1H, 0.9, NaN, 6, 50, 5000000, 0, P7D, guard.busy",
        "P7D, PT1H, 0.9, 20, 99, 50, 5000000, 0, P7D, guard.busy",
        "P7D, PT1H, 0.9, 20, 6, 101, 5000000, 0, P7D, guard.peak",
        "P7D, PT1H, 0.9, 20, 6, 50, 1e12, 0, P7D, guard.traffic",
        "P7D, PT1H, 0.9, 20, 6, 50, Infinity, 0, P7D, guard.traffic",
        "P7D, PT1H, 0.9, 20, 6, 50, 5000000, 168, P1D, guard.work-hours",
        "P7D, PT1H, 0.9, 20, 6, 50, 5000000, 3, PT1H, guard.rest",
        "PT1H, PT5M, 0.9, 20, 6, 50, 5000000, 3, PT5M, guard.rest",
    })
    void shouldNotAcceptLimitsBelowThoseOfTheConfiguration(
            String window,
            String period,
            double coverage,
            double busy,
            double workMean,
            double peak,
            double bytes,
            int workPeriods,
            String rest,
            String expected) {
        Case host = period.equals("PT5M") ? gpuHost(600) : week();
        host.idleness = new IdlenessLimits(
                1,
                Duration.parse(window),
                Duration.parse(period),
                coverage,
                null,
                busy,
                workMean,
                peak,
                bytes,
                null,
                workPeriods,
                Duration.parse(rest),
                null);

        assertThat(refusal(host))
                .get()
                .asString()
                .contains("asks for too little")
                .contains(expected);
        assertThat(result(host))
                .get()
                .isInstanceOfSatisfying(
                        GuardResult.Refusal.class,
                        refused -> assertThat(refused.isLiftable()).isFalse());
    }

    @Test
    void shouldNotAcceptLimitsOfAVersionThatIsNotKnown() {
        Case host = gpuHost(600);
        IdlenessLimits known = hour();
        host.idleness = new IdlenessLimits(
                2,
                known.window(),
                known.period(),
                known.coverage(),
                null,
                known.busy(),
                known.workMean(),
                known.peak(),
                known.hourBytes(),
                null,
                0,
                known.rest(),
                null);

        assertThat(refusal(host)).get().asString().contains("version 2");
    }

    /** Whatever is work by the rule, anywhere in the window or in the last minutes, is refused. */
    @SeededTest(500)
    void shouldNeverStopWhatWorkedWithinAWindowOfAnHour(long seed) {
        Random random = new Random(seed);
        Case host = gpuHost(600);
        Instant at = Case.FIVE_MINUTES.minus(PART.multipliedBy(random.nextInt(13)));
        switch (random.nextInt(3)) {
            case 0 -> {
                host.cpu.put(at, 6.25 + random.nextDouble() * 90);
            }
            case 1 -> host.peak = java.util.Map.of(at, 50 + random.nextDouble() * 50);
            default -> {
                double here = (1.0 / 12 + random.nextDouble()) * 5_000_000;
                (random.nextBoolean() ? host.in : host.out).put(at, here);
                host.in.put(at.minus(PART.multipliedBy(1 + random.nextInt(11))), 5_000_000 - Math.min(here, 4_999_999));
            }
        }

        assertThat(refusal(host)).isPresent();
    }

    @SeededTest(500)
    void shouldNeverStopWhatWorkedOnTheLastDayOfAWeek(long seed) {
        Random random = new Random(seed);
        Case host = week();
        Instant at = Case.HOUR.minus(random.nextInt(25), ChronoUnit.HOURS);
        switch (random.nextInt(4)) {
            case 0 -> host.cpu.put(at, 6.25 + random.nextDouble() * 90);
            case 1 -> host.peak = java.util.Map.of(at, 50 + random.nextDouble() * 50);
            case 2 -> host.in.put(at, 5_000_000 + random.nextDouble() * 1e9);
            default ->
                host.lately.put(
                        Case.FIVE_MINUTES.minus(PART.multipliedBy(random.nextInt(7))), 20 + random.nextDouble() * 80);
        }

        assertThat(refusal(host)).isPresent();
    }

    /** The bytes of an agent are no work, and more beside them are. */
    @ParameterizedTest
    @CsvSource({
        "25000000, 25000000, true",
        "25000000, 29999999, true",
        "25000000, 30000000, false",
        "230400000, 235000000, true",
        "230400001, 25000000, false",
        "NaN, 25000000, false",
        ", 25000000, false"
    })
    void shouldTakeTheBackgroundTrafficOfThePlanForRest(
            @Nullable Double background, double lastHour, boolean isStopped) {
        Case host = week();
        host.idleness = withBackground(week().idleness, background);
        host.out.replaceAll((at, bytes) -> 24_000_000.0);
        host.out.put(Case.HOUR.minus(5, ChronoUnit.HOURS), lastHour - 1_000_000);
        host.in.replaceAll((at, bytes) -> 1_000_000.0);

        assertThat(refusal(host).isEmpty()).isEqualTo(isStopped);
    }

    /** As above, of five minutes. */
    @ParameterizedTest
    @CsvSource({"2400000, true", "9000000, false"})
    void shouldTakeItForRestByFiveMinutesToo(double bytes, boolean isStopped) {
        Case host = gpuHost(600);
        host.idleness = withBackground(hour(), 25_000_000.0);
        host.out.replaceAll((at, before) -> 2_000_000.0);
        host.out.put(Case.FIVE_MINUTES.minus(PART.multipliedBy(4)), bytes);

        assertThat(refusal(host).isEmpty()).isEqualTo(isStopped);
    }

    private static IdlenessLimits withBackground(IdlenessLimits limits, @Nullable Double background) {
        return new IdlenessLimits(
                limits.version(),
                limits.window(),
                limits.period(),
                limits.coverage(),
                limits.mean(),
                limits.busy(),
                limits.workMean(),
                limits.peak(),
                limits.hourBytes(),
                background == null ? limits.dayBytes() : null,
                limits.workPeriods(),
                limits.rest(),
                background);
    }

    private Optional<GuardResult> result(Case host) {
        return guardEvaluator
                .evaluateStart(host.situation())
                .filter(result -> result.guard().equals("still-idle"));
    }

    private Optional<String> refusal(Case host) {
        Optional<GuardResult> any = guardEvaluator.evaluateStart(host.situation());
        assertThat(any.map(GuardResult::guard).orElse("still-idle")).isEqualTo("still-idle");
        return any.map(GuardResult::reason);
    }

    private String lift(Case host) {
        return result(host)
                .map(GuardResult.Refusal.class::cast)
                .map(GuardResult.Refusal::lift)
                .orElseThrow();
    }

    private static IdlenessLimits hour() {
        return limits(Duration.ofHours(1), PART, 0.9, null, null, 0, Duration.ofHours(1));
    }

    private static IdlenessLimits limits(
            Duration window,
            Duration period,
            double coverage,
            @Nullable Double mean,
            @Nullable Double dayBytes,
            int workPeriods,
            Duration rest) {
        return new IdlenessLimits(
                IdlenessLimits.VERSION,
                window,
                period,
                coverage,
                mean,
                20,
                6.25,
                50,
                5_000_000,
                dayBytes,
                workPeriods,
                rest,
                null);
    }

    /** By the limits of {@code idle-gpu}, with points of five minutes, at work until that many minutes ago. */
    private static Case gpuHost(int minutes) {
        Case host = new Case();
        host.idleness = hour();
        fine(host, minutes);
        return host;
    }

    private static void fine(Case host, int workedMinutesAgo) {
        host.cpu.clear();
        host.in.clear();
        host.out.clear();
        host.lately.clear();
        Instant ended = NOW.minus(Duration.ofMinutes(workedMinutesAgo));
        for (int part = 2; part <= 40; part++) {
            Instant at = Case.FIVE_MINUTES.minus(PART.multipliedBy(part));
            boolean works = at.isBefore(ended);
            host.cpu.put(at, works ? 45.0 : 1.0);
            host.in.put(at, works ? 40_000_000.0 : 20_000.0);
            host.out.put(at, works ? 40_000_000.0 : 20_000.0);
        }
        host.lately.putAll(host.cpu);
    }

    /** By the limits of {@code idle-instance}. */
    private static Case week() {
        Case host = new Case();
        host.idleness =
                limits(Duration.ofDays(7), IdlenessLimits.COARSE, 0.8, 5.0, 5_000_000.0, 3, Duration.ofHours(24));
        for (int hour = 0; hour <= 168; hour++) {
            host.cpu.put(Case.HOUR.minus(hour, ChronoUnit.HOURS), 1.0);
            host.in.put(Case.HOUR.minus(hour, ChronoUnit.HOURS), 50_000.0);
            host.out.put(Case.HOUR.minus(hour, ChronoUnit.HOURS), 40_000.0);
        }
        return host;
    }
}
