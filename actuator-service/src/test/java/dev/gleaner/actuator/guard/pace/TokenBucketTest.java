package dev.gleaner.actuator.guard.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenBucketTest {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final BigDecimal TEN = BigDecimal.TEN;

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    /** In no stretch of time more than it holds and what comes in meanwhile. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldNeverGiveMoreThanItHoldsAndWhatComesIn(long seed) {
        Random random = new Random(seed);
        TokenBucket bucket = full();
        List<Instant> taken = new ArrayList<>();
        Instant now = START;
        for (int i = 0; i < 300; i++) {
            now = now.plusSeconds(random.nextInt(600) - 60);
            bucket = bucket.at(now);
            if (bucket.holds(BigDecimal.ONE)) {
                bucket = bucket.take(BigDecimal.ONE);
                taken.add(bucket.at());
            }
        }

        assertThat(taken).hasSizeGreaterThan(20);
        for (int first = 0; first < taken.size(); first++) {
            for (int last = first; last < taken.size(); last++) {
                double hours =
                        Duration.between(taken.get(first), taken.get(last)).toMillis() / 3_600_000.0;
                assertThat(last - first + 1).isLessThanOrEqualTo((int) Math.floor(10 + 10 * hours + 1e-3));
            }
        }
    }

    @Test
    void shouldHoldSoMuchWhenItSaysSo() {
        TokenBucket empty = full().take(TEN);
        Instant then = empty.holdsAt(BigDecimal.valueOf(3));

        assertThat(then).isEqualTo(START.plus(Duration.ofMinutes(18)));
        assertThat(empty.at(then).holds(BigDecimal.valueOf(3))).isTrue();
        assertThat(empty.at(then.minusSeconds(1)).holds(BigDecimal.valueOf(3))).isFalse();
    }

    @Test
    void shouldNotFillWhenTheClockGoesBack() {
        TokenBucket empty = full().take(TEN);

        assertThat(empty.at(START.minusSeconds(3600)).left()).isZero();
        assertThat(empty.at(START.minusSeconds(3600)).at()).isEqualTo(START);
    }

    /** A budget that was lowered counts from now on. */
    @Test
    void shouldHoldNoMoreThanItsSize() {
        TokenBucket lowered = new TokenBucket("1", TokenBucket.Unit.ACTIONS, BigDecimal.valueOf(4), TEN, START);

        assertThat(lowered.at(START).left()).isEqualByComparingTo("4");
        assertThat(lowered.at(START.plusSeconds(9999)).left()).isEqualByComparingTo("4");
    }

    private static TokenBucket full() {
        return new TokenBucket("1", TokenBucket.Unit.ACTIONS, TEN, TEN, START);
    }
}
