package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.guard.HourlyBudget.Spent;
import dev.gleaner.actuator.guard.HourlyBudget.Unit;
import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HourlyBudgetTest {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private record Taken(Instant at, long amount) {}

    /** A bucket that fills evenly would give nearly twice as much in its first hour. */
    @SeededTest(100)
    void shouldNeverGiveMoreThanAnHoursWorthInAnyHour(long seed) {
        Random random = new Random(seed);
        List<Taken> taken = new ArrayList<>();
        Instant now = START;
        for (int i = 0; i < 300; i++) {
            now = now.plusSeconds(random.nextInt(300));
            long amount = 1L + random.nextInt(4);
            if (budget(taken, now).hasCapacityFor(BigDecimal.valueOf(amount))) {
                taken.add(new Taken(now, amount));
            }
        }

        assertThat(taken).hasSizeGreaterThan(20);
        assertThat(taken)
                .allSatisfy(first -> assertThat(within(taken, first.at())).isLessThanOrEqualTo(10));
    }

    /** Whoever comes at the time that was named finds it, and not a moment before. */
    @SeededTest(100)
    void shouldHoldSoMuchWhenItSaysSo(long seed) {
        Random random = new Random(seed);
        List<Taken> taken = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            taken.add(new Taken(START.plusSeconds(random.nextInt(3000)), 1));
        }
        Instant now = START.plusSeconds(3000);
        BigDecimal cost = BigDecimal.valueOf(1L + random.nextInt(10));

        Instant then = budget(taken, now).capacityAvailableAt(cost, now);

        assertThat(budget(taken, then).hasCapacityFor(cost)).isTrue();
        assertThat(budget(taken, then.minusMillis(1)).hasCapacityFor(cost)).isFalse();
    }

    /** Otherwise all who wait would look at AWS whenever there is place for one. */
    @Test
    void shouldNameEachWhoWaitsATimeOfItsOwn() {
        List<Taken> taken = LongStream.range(0, 10)
                .mapToObj(second -> new Taken(START.plusSeconds(second), 1))
                .toList();

        assertThat(waiting(taken, 0)).isEqualTo(START.plus(HOUR));
        assertThat(waiting(taken, 3)).isEqualTo(START.plus(HOUR).plusSeconds(3));
        assertThat(waiting(taken, 9)).isEqualTo(START.plus(HOUR).plusSeconds(9));
        assertThat(LongStream.range(0, 10_000)
                        .mapToObj(ahead -> waiting(taken, (int) ahead))
                        .distinct())
                .hasSize(10_000);
    }

    /** A budget that was lowered counts what was spent before. */
    @Test
    void shouldHoldNothingWhileMoreIsSpentThanItIs() {
        HourlyBudget lowered =
                new HourlyBudget("1", Unit.ACTIONS, BigDecimal.ONE, List.of(spent(2, START), spent(1, START)), 0);

        assertThat(lowered.hasCapacityFor(BigDecimal.ONE)).isFalse();
        assertThat(lowered.capacityAvailableAt(BigDecimal.ONE, START)).isEqualTo(START.plus(HOUR));
    }

    /** What is a whole hour's worth can be done when nothing else was; what is more never can. */
    @Test
    void shouldSayWhatItCanNeverHold() {
        HourlyBudget budget = new HourlyBudget("1", Unit.ACTIONS, BigDecimal.TEN, List.of(spent(10, START)), 0);

        assertThat(budget.isWithinLimit(BigDecimal.TEN)).isTrue();
        assertThat(budget.isWithinLimit(new BigDecimal("10.01"))).isFalse();
    }

    private static Instant waiting(List<Taken> taken, int ahead) {
        Instant now = START.plusSeconds(60);
        return new HourlyBudget(
                        "1", Unit.ACTIONS, BigDecimal.TEN, budget(taken, now).spent(), ahead)
                .capacityAvailableAt(BigDecimal.ONE, now);
    }

    private static HourlyBudget budget(List<Taken> taken, Instant now) {
        return new HourlyBudget(
                "1",
                Unit.ACTIONS,
                BigDecimal.TEN,
                taken.stream()
                        .filter(one -> one.at().plus(HOUR).isAfter(now))
                        .map(one -> spent(one.amount(), one.at()))
                        .toList(),
                0);
    }

    private static Spent spent(long amount, Instant at) {
        return new Spent(BigDecimal.valueOf(amount), at.plus(HOUR));
    }

    private static long within(List<Taken> taken, Instant from) {
        return taken.stream()
                .filter(one -> !one.at().isBefore(from) && one.at().isBefore(from.plus(HOUR)))
                .mapToLong(Taken::amount)
                .sum();
    }
}
