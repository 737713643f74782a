package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.guard.ActionsEndedByKillSwitch;
import dev.gleaner.actuator.guard.WaitingActions;
import dev.gleaner.actuator.proposal.FindingRow;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** The waiting actions in table {@code action}. A bean of its own: the kill switch uses it, and {@link ActionRepository} the kill switch. */
@Singleton
record WaitingActionRepository(ActionRegistry known) implements WaitingActions {

    private static final String MAKE_DUE = """
        update action set not_before = now() where id in (
          select id from action
           where state = 'claimed' and reason is not null and not_before > now()
             for update skip locked)
        """;

    /** What a schedule does is tried again at its next time. */
    private static final String UNFINISHED =
            "from Action where state in ('approved', 'claimed', 'intent', 'called') and schedule is null";

    @Override
    public Uni<Integer> makeDue(Mutiny.Session session) {
        return session.createNativeQuery(MAKE_DUE).executeUpdate();
    }

    @Override
    public Uni<ActionsEndedByKillSwitch> findEndedByKillSwitch(Mutiny.Session session) {
        return session.createQuery(UNFINISHED, Action.class)
                .setReadOnly(true)
                .getResultList()
                .map(actions -> actions.stream()
                        .filter(this::isEnded)
                        .sorted(Comparator.comparing(Action::due))
                        .toList())
                .flatMap(ended -> named(
                                session, ended.subList(0, Math.min(ActionsEndedByKillSwitch.NAMED, ended.size())))
                        .map(first -> new ActionsEndedByKillSwitch(ended.size(), first)));
    }

    private static Uni<List<ActionsEndedByKillSwitch.EndedAction>> named(Mutiny.Session session, List<Action> actions) {
        return names(session, actions)
                .map(names -> actions.stream()
                        .map(action -> new ActionsEndedByKillSwitch.EndedAction(
                                action.id(),
                                action.name(),
                                action.target(),
                                names.get(action.findingId()),
                                action.due()))
                        .toList());
    }

    /** Names of targets by the id of the finding. */
    private static Uni<Map<String, String>> names(Mutiny.Session session, List<Action> actions) {
        Set<String> findings = actions.stream().map(Action::findingId).collect(Collectors.toSet());
        if (findings.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return session.createQuery("from FindingRow where id in (:ids)", FindingRow.class)
                .setParameter("ids", findings)
                .setReadOnly(true)
                .getResultList()
                .map(rows -> rows.stream()
                        .filter(row -> row.finding().name() != null)
                        .collect(Collectors.toMap(
                                FindingRow::id,
                                row -> String.valueOf(row.finding().name()))));
    }

    /** Whether the kill switch ends an unfinished action for good. */
    boolean isEnded(Action action) {
        boolean isCalled = action.state() == ActionState.INTENT || action.state() == ActionState.CALLED;
        return (!isCalled && !action.mustContinue()) || hasIrreversibleStep(action, action.step() + (isCalled ? 1 : 0));
    }

    /** Whether a step from this one on needs the approval anew, as in {@link LockedAction#requiresFreshApproval}. */
    private boolean hasIrreversibleStep(Action action, int first) {
        try {
            ActionDefinition<ResourceObservation> definition = known.getRecorded(action.name());
            List<ActionStep<ResourceObservation>> steps = definition.steps(action.order());
            return !definition.isUndo()
                    && steps.stream().skip(Math.max(1, first)).anyMatch(ActionStep::isIrreversible);
        } catch (RuntimeException e) {
            Log.warnf(e, "Whether the kill switch ends action %s is not known", action.id());
            return false;
        }
    }
}
