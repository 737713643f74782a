package dev.gleaner.actuator.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SingleFlightTest {

    private final List<UniEmitter<? super Integer>> runs = new ArrayList<>();
    private final List<Integer> answers = new ArrayList<>();
    private final SingleFlight<Integer> singleFlight =
            new SingleFlight<>(Uni.createFrom().<Integer>emitter(emitter -> runs.add(emitter)));

    @Test
    void shouldRunOnceForAllWhoAskMeanwhile() {
        for (int i = 0; i < 10; i++) {
            ask();
        }

        assertThat(runs).hasSize(1);
        runs.get(0).complete(1);
        assertThat(runs).hasSize(2);
        runs.get(1).complete(2);
        assertThat(answers).containsOnly(1, 2).filteredOn(answer -> answer == 2).hasSize(9);
    }

    /** What runs already may have looked where something was changed since. */
    @Test
    void shouldNotAnswerWithARunThatBeganBeforeTheQuestion() {
        ask();
        ask();
        runs.get(0).complete(1);
        ask();
        runs.get(1).complete(2);
        runs.get(2).complete(3);

        assertThat(answers).containsExactly(1, 2, 3);
        ask();
        runs.get(3).complete(4);
        assertThat(answers).endsWith(4);
    }

    @Test
    void shouldGoOnAfterAFailure() {
        ask();
        ask();
        runs.get(0).fail(new IllegalStateException("no Kafka"));
        runs.get(1).complete(2);

        assertThat(answers).containsExactly(-1, 2);
    }

    private void ask() {
        singleFlight.next().subscribe().with(answers::add, failure -> answers.add(-1));
    }
}
