package dev.gleaner.systemtests.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.TargetRegistry;
import dev.gleaner.actuator.aws.TargetType;
import dev.gleaner.contracts.finding.RemedyAction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The matrices run everything that the actuator carries out. */
class ActionScenarioTest {

    @Test
    void shouldHaveEachActionOnce() {
        assertThat(ActionScenario.ALL)
                .extracting(ActionScenario::remedyName)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(RemedyAction.values()).map(RemedyAction::id).toList());
    }

    @Test
    void shouldHaveEachKindOfTargetOnce() {
        assertThat(TargetScenario.values())
                .extracting(TargetScenario::resource)
                .containsExactlyInAnyOrderElementsOf(
                        TargetRegistry.ALL.stream().map(TargetType::kind).toList());
    }
}
