package dev.gleaner.actuator.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.aws.LogGroup;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ActionStateTest {

    private static final Instant THEN = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = THEN.plusSeconds(1);

    /** What may follow each state, apart from the table in the code. */
    private static final Map<String, Set<String>> FOLLOWING = Map.of(
            "approved", Set.of("claimed", "refused"),
            "claimed", Set.of("claimed", "intent", "observed", "refused", "failed", "dry-run"),
            "intent", Set.of("intent", "called", "claimed", "observed", "refused", "failed", "dry-run"),
            "called", Set.of("claimed", "observed", "refused", "failed"),
            "observed", Set.of("undone"),
            "refused", Set.of("undone"),
            "failed", Set.of("undone"),
            "undone", Set.of(),
            "dry-run", Set.of());

    /** How an action gets to each state. */
    private static final Map<ActionState, List<ActionState>> PATHS = Map.of(
            ActionState.APPROVED, List.of(),
            ActionState.CLAIMED, List.of(ActionState.CLAIMED),
            ActionState.INTENT, List.of(ActionState.CLAIMED, ActionState.INTENT),
            ActionState.CALLED, List.of(ActionState.CLAIMED, ActionState.INTENT, ActionState.CALLED),
            ActionState.OBSERVED, List.of(ActionState.CLAIMED, ActionState.OBSERVED),
            ActionState.UNDONE, List.of(ActionState.CLAIMED, ActionState.OBSERVED, ActionState.UNDONE),
            ActionState.REFUSED, List.of(ActionState.REFUSED),
            ActionState.FAILED, List.of(ActionState.CLAIMED, ActionState.FAILED),
            ActionState.DRY_RUN, List.of(ActionState.CLAIMED, ActionState.DRY_RUN));

    static Stream<Arguments> pairs() {
        return Arrays.stream(ActionState.values())
                .flatMap(from -> Arrays.stream(ActionState.values()).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldOnlyBecomeWhatTheTableHas(ActionState from, ActionState to) {
        Action action = actionIn(from);

        if (FOLLOWING.get(from.text()).contains(to.text())) {
            action.transitionTo(to, LATER);
            assertThat(action.state()).isEqualTo(to);
            assertThat(action.updatedAt()).isEqualTo(LATER);
        } else {
            assertThatThrownBy(() -> action.transitionTo(to, LATER))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(action.id() + " is " + from.text())
                    .hasMessageContaining(to.text());
            assertThat(action.state()).isEqualTo(from);
            assertThat(action.updatedAt()).isEqualTo(THEN);
        }
    }

    private static Action actionIn(ActionState state) {
        LogGroup planned = new LogGroup(null, null, Map.of());
        Action action = Action.approved(
                new Approval(
                        "put-retention",
                        Map.of(),
                        "arn",
                        "finding",
                        1,
                        "plan",
                        1,
                        planned,
                        THEN,
                        false,
                        "somebody",
                        null,
                        null),
                null,
                THEN);
        PATHS.get(state).forEach(next -> action.transitionTo(next, THEN));
        return action;
    }
}
