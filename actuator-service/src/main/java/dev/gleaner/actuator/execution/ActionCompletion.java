package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.guard.GuardResult;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.ProposalState;
import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The ways in which an action ends: intent, action, proposal and audit in one transaction. */
@ApplicationScoped
class ActionCompletion {

    private final AuditChain audit;
    private final CanaryWaveRepository canaryWaveRepository;
    private final PartialRollback partialRollback;

    ActionCompletion(AuditChain audit, CanaryWaveRepository canaryWaveRepository, PartialRollback partialRollback) {
        this.audit = audit;
        this.canaryWaveRepository = canaryWaveRepository;
        this.partialRollback = partialRollback;
    }

    /** It was not right any more, or forbidden. The target is asked about again, so that this yes is used up. */
    Uni<Void> refused(LockedAction lockedAction, GuardResult guardResult) {
        lockedAction.action().end(ActionState.REFUSED, guardResult.why(), lockedAction.now());
        return unsuccessful(lockedAction, lockedAction.objected(AuditEntry.Kind.REFUSED, "reason", guardResult));
    }

    /**
     * A person called it off, before AWS was called for it or between its steps; what was done of it is for its undo. It is
     * not asked about again by itself.
     */
    Uni<Void> cancelled(LockedAction lockedAction, String why) {
        AuditDraft entry =
                lockedAction.objected(AuditEntry.Kind.REFUSED, "reason", new GuardResult.Refusal("approval", why));
        lockedAction.action().end(ActionState.REFUSED, why, lockedAction.now());
        lockedAction.intent().ifPresent(intent -> intent.close(why, lockedAction.now()));
        return proposal(lockedAction, Proposal::reject)
                .chain(() -> lockedAction.session().flush())
                .chain(() -> canaryWaveRepository.over(lockedAction))
                .chain(() -> audit.append(lockedAction.session(), entry));
    }

    /** It would have been done. */
    Uni<Void> dryRun(LockedAction lockedAction, String call) {
        lockedAction
                .action()
                .end(
                        ActionState.DRY_RUN,
                        "dry run: would have called " + call + " for "
                                + lockedAction.action().target(),
                        lockedAction.now());
        return unsuccessful(lockedAction, lockedAction.entry(AuditEntry.Kind.REFUSED, "dryRun", call));
    }

    /** AWS did not do it, or nobody can tell. */
    Uni<Void> failed(LockedAction lockedAction, String why) {
        lockedAction.action().end(ActionState.FAILED, why, lockedAction.now());
        return unsuccessful(lockedAction, lockedAction.entry(AuditEntry.Kind.REFUSED, "failed", why));
    }

    /** AWS shows that it is done; the note is what else there is to say. */
    Uni<Void> observed(LockedAction lockedAction, ResourceObservation shown, @Nullable String note) {
        lockedAction.intent().ifPresent(intent -> intent.close("observed", lockedAction.now()));
        lockedAction.action().end(ActionState.OBSERVED, note, lockedAction.now());
        List<AuditDraft> entries = new ArrayList<>();
        entries.add(lockedAction.entry(AuditEntry.Kind.OBSERVED, "state", shown.state()));
        return undone(lockedAction, entries)
                .chain(() -> proposal(lockedAction, Proposal::done))
                .chain(() -> lockedAction.session().flush())
                .chain(() -> canaryWaveRepository.over(lockedAction))
                .chain(() -> audit.append(lockedAction.session(), entries));
    }

    private Uni<Void> unsuccessful(LockedAction lockedAction, AuditDraft entry) {
        String why = lockedAction.action().reason().orElse("");
        lockedAction.intent().ifPresent(intent -> intent.close(why, lockedAction.now()));
        return proposal(lockedAction, proposal -> proposal.askAgain(lockedAction.now()))
                .chain(() -> lockedAction.session().flush())
                .chain(() -> canaryWaveRepository.over(lockedAction))
                .chain(() -> partialRollback.startUndo(lockedAction, why))
                .map(takenBack ->
                        Stream.concat(Stream.of(entry), takenBack.stream()).toList())
                .chain(entries -> audit.append(lockedAction.session(), entries));
    }

    private static Uni<Void> undone(LockedAction lockedAction, List<AuditDraft> entries) {
        return lockedAction
                .action()
                .undoOf()
                .map(original -> lockedAction
                        .session()
                        .find(Action.class, original, LockModeType.PESSIMISTIC_WRITE)
                        .invoke(action -> action.undone(lockedAction.now()))
                        .invoke(action ->
                                entries.add(lockedAction.entry(AuditEntry.Kind.UNDONE, "undoes", action.id())))
                        .replaceWithVoid())
                .orElse(Uni.createFrom().voidItem());
    }

    /** Moves the question on, if it still is the one that this action answers. */
    private static Uni<Void> proposal(LockedAction lockedAction, Consumer<Proposal> move) {
        if (lockedAction.action().undoOf().isPresent()) {
            return Uni.createFrom().voidItem();
        }
        return lockedAction
                .session()
                .find(Proposal.class, lockedAction.action().target(), LockModeType.PESSIMISTIC_WRITE)
                .invoke(proposal -> {
                    if (proposal.round() == lockedAction.action().round()
                            && proposal.state() == ProposalState.APPROVED) {
                        move.accept(proposal);
                    }
                })
                .replaceWithVoid();
    }

    /** Takes back what was done of an action that can't go on: half of it must not stay. */
    @ApplicationScoped
    static class PartialRollback {

        private final UndoActionFactory undoActionFactory;

        PartialRollback(UndoActionFactory undoActionFactory) {
            this.undoActionFactory = undoActionFactory;
        }

        /** Sets the undo going in the transaction in which the action ends; what the audit has to say of it. */
        Uni<List<AuditDraft>> startUndo(LockedAction lockedAction, String why) {
            if (lockedAction.definition().steps().size() == 1
                    || lockedAction.definition().undoneBy().isEmpty()) {
                return Uni.createFrom().item(List.of());
            }
            return Intent.Queries.hasEffects(lockedAction.session(), lockedAction.action())
                    .flatMap(half -> half
                            ? undo(
                                    lockedAction,
                                    lockedAction.definition().undoneBy().get(),
                                    why)
                            : Uni.createFrom().item(List.of()));
        }

        private Uni<List<AuditDraft>> undo(LockedAction lockedAction, String name, String why) {
            Action undo = undoActionFactory.of(lockedAction.action(), name, AuditDraft.GLEANER, lockedAction.now());
            return lockedAction
                    .session()
                    .persist(undo)
                    .chain(() -> lockedAction.session().flush())
                    .replaceWith(
                            () -> List.of(UndoActionFactory.entry(AuditDraft.GLEANER, undo, Map.of("reason", why))));
        }
    }
}
