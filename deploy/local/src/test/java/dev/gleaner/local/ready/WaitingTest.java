package dev.gleaner.local.ready;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WaitingTest {

    private final List<String> progress = new ArrayList<>();

    @Test
    void shouldEndWhenAllHolds() {
        assertThat(waiting(60).until(List.of(new Check("a", "a missing", () -> true))))
                .isEmpty();
    }

    @Test
    void shouldLookASecondTime() {
        AtomicInteger looks = new AtomicInteger();
        Check flickering = new Check("a", "a missing", () -> looks.incrementAndGet() != 2);

        assertThat(waiting(60).until(List.of(flickering))).isEmpty();

        assertThat(progress).containsExactly("a missing");
        assertThat(looks).hasValue(4);
    }

    @Test
    void shouldSayAllThatIsMissingWhenNothingMoves() {
        List<Waiting.Missing> missing = waiting(0)
                .until(List.of(
                        new Check("a", "a missing", () -> false),
                        new Check("b", "b missing", () -> true),
                        new Check("c", "c missing", () -> false)));

        assertThat(missing)
                .containsExactly(new Waiting.Missing("a missing", "a"), new Waiting.Missing("c missing", "c"));
    }

    @Test
    void shouldWaitAsLongAsSomethingMoves() {
        AtomicInteger percent = new AtomicInteger();
        Condition loading = new Condition() {
            @Override
            public Optional<String> missing() {
                return percent.incrementAndGet() > 100 ? Optional.empty() : Optional.of(percent + " %");
            }

            @Override
            public String culprit() {
                return "feeder";
            }
        };

        assertThat(waiting(0).until(List.of(loading))).isEmpty();

        assertThat(progress).hasSize(100);
    }

    @Test
    void shouldNotWaitForTheDead() {
        Waiting waiting = new Waiting(
                Duration.ofSeconds(60),
                () -> {
                    throw new IllegalStateException("kafka has ended");
                },
                progress::add);

        assertThatThrownBy(() -> waiting.until(List.of(new Check("a", "a missing", () -> false))))
                .hasMessage("kafka has ended");
    }

    private Waiting waiting(int seconds) {
        return new Waiting(Duration.ofSeconds(seconds), Duration.ofMillis(1), () -> {}, progress::add);
    }
}
