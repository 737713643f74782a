package dev.gleaner.actuator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is measured is never more than was paid for, nor more than was promised. */
class LedgerRepositoryLawTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Optional<SavingsRate> DOLLAR_AN_HOUR =
            Optional.of(new SavingsRate(new BigDecimal("730.00"), BigDecimal.ZERO));

    @Test
    void shouldMeasureTheTimeInForceOfTheFirstDays() {
        SavingsPeriod savingsPeriod = inForce("i-1", 0, 36);

        assertThat(SavingsComparison.of(savingsPeriod, 1).measured().usd()).isEqualByComparingTo("24");
        assertThat(SavingsComparison.of(savingsPeriod, 1).complete()).isTrue();
        assertThat(SavingsComparison.of(savingsPeriod, 7).measured().usd()).isEqualByComparingTo("36");
        assertThat(SavingsComparison.of(savingsPeriod, 7).promised().usd()).isEqualByComparingTo("168");
        assertThat(SavingsComparison.of(savingsPeriod, 7).complete()).isFalse();
        assertThat(SavingsComparison.of(savingsPeriod, 7).measured().low()).isZero();
    }

    /** aws-solutions/instance-scheduler-on-aws#42: what was stopped comes back, and its promise has to be taken back. */
    @Test
    void shouldClawBackWhatARestartTakesAway() {
        SavingsPeriod restarted = new SavingsPeriod("i-1", START, START.plus(Duration.ofDays(3)), true, DOLLAR_AN_HOUR);

        LedgerReport.Totals totals = totals(List.of(restarted));

        assertThat(totals.promised().usd()).isEqualByComparingTo("720");
        assertThat(totals.measured().usd()).isEqualByComparingTo("72");
        assertThat(totals.clawedBack().usd()).isEqualByComparingTo("648");
        assertThat(SavingsComparison.of(restarted, 7).complete()).isTrue();
    }

    @Test
    void shouldNotTakeAnUnknownPriceForZero() {
        SavingsPeriod unpriced =
                new SavingsPeriod("i-1", START, START.plus(Duration.ofDays(3)), false, Optional.empty());

        assertThat(SavingsComparison.of(unpriced, 1).measured()).isNull();
        assertThat(SavingsComparison.of(unpriced, 1).promised()).isNull();
        assertThat(SavingsComparison.of(unpriced, 1).hoursInForce()).isEqualTo(24);
        LedgerReport.Totals totals = totals(List.of(unpriced));
        assertThat(totals.unpriced()).isOne();
        assertThat(totals.ownMonthly()).isNull();
    }

    @Test
    void shouldCountTheLargerOfTwoSavingsOnOneTarget() {
        SavingsPeriod stop = inForce("i-1", 0, 10);
        SavingsPeriod smaller = new SavingsPeriod(
                "i-1",
                START.plus(Duration.ofHours(5)),
                START.plus(Duration.ofHours(20)),
                false,
                Optional.of(new SavingsRate(new BigDecimal("365"), BigDecimal.ONE)));

        assertThat(NonOverlappingTotal.sum(List.of(stop, smaller)).inCents().usd())
                .isEqualByComparingTo("15");
    }

    @SeededTest(200)
    void shouldNeverMeasureMoreThanTheBill(long seed) {
        List<SavingsPeriod> spans = spans(new Random(seed));

        LedgerReport.Totals totals = totals(spans);

        assertThat(totals.measured().usd()).isLessThanOrEqualTo(bill(spans));
        assertThat(totals.measured().usd())
                .isLessThanOrEqualTo(totals.promised().usd());
        assertThat(totals.measured().low())
                .isLessThanOrEqualTo(totals.measured().usd());
        assertThat(totals.clawedBack().usd()).isNotNegative();
        assertThat(totals.measured().usd().add(totals.clawedBack().usd()))
                .isLessThanOrEqualTo(totals.promised().usd());
    }

    /** Of entries that no bill knows. */
    private static LedgerReport.Totals totals(List<SavingsPeriod> spans) {
        return LedgerReport.Totals.of(
                spans, List.of(), new OwnCostHistory(new TreeMap<>(), LocalDate.parse("2026-04-01")));
    }

    /** The dearest price of each target for all the time between its first and its last second. */
    private static BigDecimal bill(List<SavingsPeriod> spans) {
        return spans.stream()
                .map(SavingsPeriod::target)
                .distinct()
                .map(target -> spans.stream()
                        .filter(savingsPeriod -> savingsPeriod.target().equals(target))
                        .toList())
                .map(LedgerRepositoryLawTest::dearest)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal dearest(List<SavingsPeriod> spans) {
        Instant from = spans.stream()
                .map(SavingsPeriod::since)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant to = spans.stream()
                .map(SavingsPeriod::through)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return spans.stream()
                .flatMap(savingsPeriod -> savingsPeriod.rate().stream())
                .map(rate -> rate.forDuration(Duration.between(from, to)).usd())
                .max(Comparator.naturalOrder())
                .orElse(BigDecimal.ZERO);
    }

    private static List<SavingsPeriod> spans(Random random) {
        List<SavingsPeriod> spans = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(12); i++) {
            Instant since = START.plusSeconds(random.nextInt(30 * 86_400));
            spans.add(new SavingsPeriod(
                    "i-" + random.nextInt(3),
                    since,
                    since.plusSeconds(random.nextInt(30 * 86_400)),
                    random.nextBoolean(),
                    random.nextInt(5) == 0 ? Optional.empty() : Optional.of(rate(random))));
        }
        return spans;
    }

    private static SavingsRate rate(Random random) {
        BigDecimal monthly = BigDecimal.valueOf(random.nextInt(500_000), 2);
        return new SavingsRate(monthly, random.nextBoolean() ? BigDecimal.ZERO : monthly);
    }

    private static SavingsPeriod inForce(String target, int fromHour, int toHour) {
        return new SavingsPeriod(
                target,
                START.plus(Duration.ofHours(fromHour)),
                START.plus(Duration.ofHours(toHour)),
                false,
                DOLLAR_AN_HOUR);
    }
}
