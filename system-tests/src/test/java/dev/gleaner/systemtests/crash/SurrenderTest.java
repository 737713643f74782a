package dev.gleaner.systemtests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.systemtests.crash.CrashCase.Surrender;
import dev.gleaner.systemtests.environment.ActionScenario;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SurrenderTest {

    static IntStream numbersOfScenarios() {
        return IntStream.rangeClosed(1, ActionScenario.ALL_STEPS.size() + 20);
    }

    @ParameterizedTest
    @MethodSource("numbersOfScenarios")
    void shouldGiveUpEachActionAndEachUndoInAWholeRun(int scenarios) {
        Map<Surrender, Set<Integer>> givenUp = new EnumMap<>(Surrender.class);
        for (int number = 0; number < CrashMatrix.seeds(scenarios); number++) {
            givenUp.computeIfAbsent(Surrender.of(number, scenarios), none -> new HashSet<>())
                    .add(number % scenarios);
        }

        assertThat(givenUp.get(Surrender.APPROVAL)).hasSize(scenarios);
        assertThat(givenUp.get(Surrender.UNDO)).hasSize(scenarios);
    }

    /** A run of ten seeds is the shortest that shows something of it. */
    @Test
    void shouldGiveUpSomethingInEveryTenSeeds() {
        assertThat(Surrender.of(3, ActionScenario.ALL_STEPS.size())).isEqualTo(Surrender.APPROVAL);
        assertThat(Surrender.of(17, ActionScenario.ALL_STEPS.size())).isEqualTo(Surrender.UNDO);
    }
}
