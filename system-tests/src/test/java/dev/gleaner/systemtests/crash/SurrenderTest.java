package dev.gleaner.systemtests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.systemtests.crash.CrashCase.Surrender;
import dev.gleaner.systemtests.environment.ActionScenario;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SurrenderTest {

    @Test
    void shouldGiveUpEachActionAndEachUndoInAWholeRun() {
        Map<Surrender, Set<ActionScenario>> givenUp = new EnumMap<>(Surrender.class);
        for (int number = 0; number < CrashMatrix.SEEDS; number++) {
            givenUp.computeIfAbsent(Surrender.of(number), none -> EnumSet.noneOf(ActionScenario.class))
                    .add(ActionScenario.ALL_STEPS.get(number % ActionScenario.ALL_STEPS.size()));
        }

        assertThat(givenUp.get(Surrender.APPROVAL)).hasSize(ActionScenario.ALL_STEPS.size());
        assertThat(givenUp.get(Surrender.UNDO)).hasSize(ActionScenario.ALL_STEPS.size());
    }

    /** A run of ten seeds is the shortest that shows something of it. */
    @Test
    void shouldGiveUpSomethingInEveryTenSeeds() {
        assertThat(Surrender.of(3)).isEqualTo(Surrender.APPROVAL);
        assertThat(Surrender.of(17)).isEqualTo(Surrender.UNDO);
    }
}
