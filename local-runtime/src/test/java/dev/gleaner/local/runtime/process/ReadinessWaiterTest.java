package dev.gleaner.local.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadinessWaiterTest {

    private final List<String> progress = new ArrayList<>();

    @Test
    void shouldEndWhenAllHolds() {
        assertThat(waiting(60).awaitAll(List.of(new ReadinessCondition.Check("a", "a missing", () -> true))))
                .isEmpty();
    }

    @Test
    void shouldLookASecondTime() {
        AtomicInteger looks = new AtomicInteger();
        ReadinessCondition.Check flickering =
                new ReadinessCondition.Check("a", "a missing", () -> looks.incrementAndGet() != 2);

        assertThat(waiting(60).awaitAll(List.of(flickering))).isEmpty();

        assertThat(progress).containsExactly("a missing");
        assertThat(looks).hasValue(4);
    }

    @Test
    void shouldSayAllThatIsMissingWhenNothingMoves() {
        List<ReadinessWaiter.Missing> missing = waiting(0)
                .awaitAll(List.of(
                        new ReadinessCondition.Check("a", "a missing", () -> false),
                        new ReadinessCondition.Check("b", "b missing", () -> true),
                        new ReadinessCondition.Check("c", "c missing", () -> false)));

        assertThat(missing)
                .containsExactly(
                        new ReadinessWaiter.Missing("a missing", "a"), new ReadinessWaiter.Missing("c missing", "c"));
    }

    @Test
    void shouldWaitAsLongAsSomethingMoves() {
        AtomicInteger percent = new AtomicInteger();
        ReadinessCondition loading = new ReadinessCondition() {
            @Override
            public Optional<String> missing() {
                return percent.incrementAndGet() > 100 ? Optional.empty() : Optional.of(percent + " %");
            }

            @Override
            public String culprit() {
                return "feeder";
            }
        };

        assertThat(waiting(0).awaitAll(List.of(loading))).isEmpty();

        assertThat(progress).hasSize(100);
    }

    @Test
    void shouldNotWaitForTheDead() {
        ReadinessWaiter readinessWaiter = new ReadinessWaiter(
                Duration.ofSeconds(60),
                () -> {
                    throw new IllegalStateException("kafka has ended");
                },
                progress::add);

        assertThatThrownBy(() ->
                        readinessWaiter.awaitAll(List.of(new ReadinessCondition.Check("a", "a missing", () -> false))))
                .hasMessage("kafka has ended");
    }

    private ReadinessWaiter waiting(int seconds) {
        return new ReadinessWaiter(Duration.ofSeconds(seconds), Duration.ofMillis(1), () -> {}, progress::add);
    }
}
