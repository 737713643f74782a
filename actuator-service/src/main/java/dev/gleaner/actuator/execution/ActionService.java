package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.database.RequestTransaction;
import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Applies decisions about actions: approval, withdrawal and undo. */
@ApplicationScoped
public class ActionService {

    private final RequestTransaction requests;
    private final ActionRepository actionRepository;
    private final ActionTransitions actionTransitions;
    private final ActionRegistry known;
    private final AuditChain audit;
    private final ActionWorker worker;

    ActionService(
            RequestTransaction requests,
            ActionRepository actionRepository,
            ActionTransitions actionTransitions,
            ActionRegistry known,
            AuditChain audit,
            ActionWorker worker) {
        this.requests = requests;
        this.actionRepository = actionRepository;
        this.actionTransitions = actionTransitions;
        this.known = known;
        this.audit = audit;
        this.worker = worker;
    }

    /** Starts the execution of due actions. Call it after the caller's transaction has committed. */
    public void triggerExecution() {
        worker.trigger();
    }

    /** Whether approved actions are not carried out. */
    public boolean isDryRun() {
        return actionRepository.isDryRun();
    }

    /** Finds the action that was approved by this plan of this finding. */
    public Uni<Optional<Action>> findByPlan(Mutiny.Session session, String finding, String plan) {
        return actionRepository.findByPlan(session, finding, plan);
    }

    /** Finds and locks the approved action of this finding that can still be withdrawn; to be called before the proposal is locked. */
    public Uni<Optional<Action>> findWaiting(Mutiny.Session session, String finding) {
        return actionRepository.findWaiting(session, finding);
    }

    /** Creates the approved action in the caller's transaction, which also records the decision. */
    public Uni<Action> approve(Mutiny.Session session, Approval approval, Instant now) {
        return actionRepository.createApproved(session, approval, now);
    }

    /**
     * Withdraws the approval of an action that {@link #findWaiting} returned, in the same transaction. The
     * action never calls AWS.
     */
    public Uni<Action> withdraw(
            Mutiny.Session session, Action action, String identity, @Nullable String reason, Instant now) {
        String why = "withdrawn by " + identity + (reason == null ? "" : ": " + reason);
        return actionTransitions
                .cancelled(lockedAction(session, action, Optional.empty(), now), why)
                .replaceWith(action);
    }

    /**
     * Undoes an action that is done. An action between its steps is ended first; for an action that has not called AWS, or only to
     * prepare it, the approval is withdrawn. Returns the action that performs the undo, or the withdrawn action itself. A repeated request
     * returns the same action, unless the first undo ended without an effect. Fails with
     * {@link ActionRepository.NotFoundException} or {@link NotUndoableException}.
     */
    public Uni<Action> undo(String id, String identity) {
        return requests.change(session -> undo(session, id, identity)).invoke(worker::trigger);
    }

    /** The same in the caller's transaction. A failure changes nothing, so the transaction can continue. */
    public Uni<Action> undo(Mutiny.Session session, String id, String identity) {
        return actionRepository
                .lock(session, id)
                .flatMap(original -> actionRepository
                        .findUndo(session, id)
                        .flatMap(existing -> existing.map(
                                        undo -> Uni.createFrom().item(undo))
                                .orElseGet(() -> undo(session, original, identity))));
    }

    private Uni<Action> undo(Mutiny.Session session, Action original, String identity) {
        if (original.isWithdrawable()) {
            return DatabaseClock.now(session)
                    .flatMap(now -> withdraw(session, original, identity, null, now)
                            .call(action -> audit.append(session, withdrawal(AuditDraft.user(identity), action))));
        }
        if (isPreparing(original)) {
            return callOff(session, original, identity)
                    .chain(() -> audit.append(session, withdrawal(AuditDraft.user(identity), original)))
                    .replaceWith(original);
        }
        Optional<String> undoneBy = known.getRecorded(original.name()).undoName();
        if (undoneBy.isEmpty() || !(original.isUndoable() || isWaitingForAws(original))) {
            return Uni.createFrom().failure(new NotUndoableException(notUndoable(original, undoneBy)));
        }
        return callOff(session, original, identity)
                .chain(() -> createUndo(session, original, undoneBy.get(), identity));
    }

    /**
     * Whether AWS accepted the call of a step that is not the last one, in an action that is not an undo. No further call
     * is made until AWS shows the result.
     */
    private boolean isWaitingForAws(Action action) {
        List<ActionStep<ResourceObservation>> steps =
                known.getRecorded(action.name()).steps(action.order());
        return action.state() == ActionState.CALLED && action.undoOf().isEmpty() && action.step() < steps.size() - 1;
    }

    /** Whether AWS accepted the call of a preparation: the action has changed nothing yet that an undo would restore. */
    private boolean isPreparing(Action action) {
        return action.schedule().isEmpty()
                && isWaitingForAws(action)
                && known.getRecorded(action.name())
                        .steps(action.order())
                        .get(action.step())
                        .isPreparation();
    }

    /** Ends an action that has begun, so that its undo can use the target. */
    private Uni<Void> callOff(Mutiny.Session session, Action original, String identity) {
        if (!original.restsBetweenSteps() && original.state() != ActionState.CALLED) {
            return Uni.createFrom().voidItem();
        }
        return DatabaseClock.now(session)
                .flatMap(now -> actionRepository
                        .findOpenIntent(session, original.id())
                        .flatMap(intent -> actionTransitions.cancelled(
                                lockedAction(session, original, intent, now), "called off by " + identity)));
    }

    private LockedAction lockedAction(Mutiny.Session session, Action action, Optional<Intent> intent, Instant now) {
        return new LockedAction(session, action, known.getRecorded(action.name()), intent, now);
    }

    private Uni<Action> createUndo(Mutiny.Session session, Action original, String undoneBy, String identity) {
        return DatabaseClock.now(session)
                .flatMap(now -> actionRepository
                        .createUndo(session, original, undoneBy, identity, now)
                        .call(undo -> audit.append(session, undo.undoDecision(AuditDraft.user(identity), Map.of()))));
    }

    private static AuditDraft withdrawal(String actor, Action action) {
        return new AuditDraft(
                actor,
                AuditEntry.Kind.DECIDED,
                action.findingId(),
                action.target(),
                Map.of("decision", "withdraw", "action", action.id()));
    }

    private static String notUndoable(Action original, Optional<String> undoneBy) {
        return undoneBy.isEmpty()
                ? "a " + original.name() + " can't be undone"
                : "what is done, or waits between its steps, can be undone; this " + original.name() + " is "
                        + original.state().text();
    }

    /** The action cannot be undone in its state. */
    public static final class NotUndoableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotUndoableException(String why) {
            super(why);
        }
    }
}
