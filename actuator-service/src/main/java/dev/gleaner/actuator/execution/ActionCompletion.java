package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.resource.ResourceObservation;
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
    private final CanaryWaveRepository canaries;
    private final PartialRollback halfDone;

    ActionCompletion(AuditChain audit, CanaryWaveRepository canaries, PartialRollback halfDone) {
        this.audit = audit;
        this.canaries = canaries;
        this.halfDone = halfDone;
    }

    /** It was not right any more, or forbidden. The target is asked about again, so that this yes is used up. */
    Uni<Void> refused(LockedAction hold, GuardResult objection) {
        hold.action().end(ActionState.REFUSED, objection.why(), hold.now());
        return unsuccessful(hold, hold.objected(AuditEntry.Kind.REFUSED, "reason", objection));
    }

    /**
     * A person called it off, before AWS was called for it or between its steps; what was done of it is for its undo. It is
     * not asked about again by itself.
     */
    Uni<Void> cancelled(LockedAction hold, String why) {
        AuditDraft entry = hold.objected(AuditEntry.Kind.REFUSED, "reason", new GuardResult.Refusal("approval", why));
        hold.action().end(ActionState.REFUSED, why, hold.now());
        hold.intent().ifPresent(intent -> intent.close(why, hold.now()));
        return proposal(hold, Proposal::reject)
                .chain(() -> hold.session().flush())
                .chain(() -> canaries.over(hold))
                .chain(() -> audit.append(hold.session(), entry));
    }

    /** It would have been done. */
    Uni<Void> dryRun(LockedAction hold, String call) {
        hold.action()
                .end(
                        ActionState.DRY_RUN,
                        "dry run: would have called " + call + " for "
                                + hold.action().target(),
                        hold.now());
        return unsuccessful(hold, hold.entry(AuditEntry.Kind.REFUSED, "dryRun", call));
    }

    /** AWS did not do it, or nobody can tell. */
    Uni<Void> failed(LockedAction hold, String why) {
        hold.action().end(ActionState.FAILED, why, hold.now());
        return unsuccessful(hold, hold.entry(AuditEntry.Kind.REFUSED, "failed", why));
    }

    /** AWS shows that it is done; the note is what else there is to say. */
    Uni<Void> observed(LockedAction hold, ResourceObservation shown, @Nullable String note) {
        hold.intent().ifPresent(intent -> intent.close("observed", hold.now()));
        hold.action().end(ActionState.OBSERVED, note, hold.now());
        List<AuditDraft> entries = new ArrayList<>();
        entries.add(hold.entry(AuditEntry.Kind.OBSERVED, "state", shown.state()));
        return undone(hold, entries)
                .chain(() -> proposal(hold, Proposal::done))
                .chain(() -> hold.session().flush())
                .chain(() -> canaries.over(hold))
                .chain(() -> audit.append(hold.session(), entries));
    }

    private Uni<Void> unsuccessful(LockedAction hold, AuditDraft entry) {
        String why = hold.action().reason().orElse("");
        hold.intent().ifPresent(intent -> intent.close(why, hold.now()));
        return proposal(hold, proposal -> proposal.askAgain(hold.now()))
                .chain(() -> hold.session().flush())
                .chain(() -> canaries.over(hold))
                .chain(() -> halfDone.startUndo(hold, why))
                .map(takenBack ->
                        Stream.concat(Stream.of(entry), takenBack.stream()).toList())
                .chain(entries -> audit.append(hold.session(), entries));
    }

    private static Uni<Void> undone(LockedAction hold, List<AuditDraft> entries) {
        return hold.action()
                .undoOf()
                .map(original -> hold.session()
                        .find(Action.class, original, LockModeType.PESSIMISTIC_WRITE)
                        .invoke(action -> action.undone(hold.now()))
                        .invoke(action -> entries.add(hold.entry(AuditEntry.Kind.UNDONE, "undoes", action.id())))
                        .replaceWithVoid())
                .orElse(Uni.createFrom().voidItem());
    }

    /** Moves the question on, if it still is the one that this action answers. */
    private static Uni<Void> proposal(LockedAction hold, Consumer<Proposal> move) {
        if (hold.action().undoOf().isPresent()) {
            return Uni.createFrom().voidItem();
        }
        return hold.session()
                .find(Proposal.class, hold.action().target(), LockModeType.PESSIMISTIC_WRITE)
                .invoke(proposal -> {
                    if (proposal.round() == hold.action().round() && proposal.state() == ProposalState.APPROVED) {
                        move.accept(proposal);
                    }
                })
                .replaceWithVoid();
    }

    /** Takes back what was done of an action that can't go on: half of it must not stay. */
    @ApplicationScoped
    static class PartialRollback {

        private final UndoActionFactory undos;

        PartialRollback(UndoActionFactory undos) {
            this.undos = undos;
        }

        /** Sets the undo going in the transaction in which the action ends; what the audit has to say of it. */
        Uni<List<AuditDraft>> startUndo(LockedAction hold, String why) {
            if (hold.definition().steps().size() == 1
                    || hold.definition().undoneBy().isEmpty()) {
                return Uni.createFrom().item(List.of());
            }
            return Intent.Queries.hasEffects(hold.session(), hold.action())
                    .flatMap(half -> half
                            ? undo(hold, hold.definition().undoneBy().get(), why)
                            : Uni.createFrom().item(List.of()));
        }

        private Uni<List<AuditDraft>> undo(LockedAction hold, String name, String why) {
            Action undo = undos.of(hold.action(), name, AuditDraft.GLEANER, hold.now());
            return hold.session()
                    .persist(undo)
                    .chain(() -> hold.session().flush())
                    .replaceWith(
                            () -> List.of(UndoActionFactory.entry(AuditDraft.GLEANER, undo, Map.of("reason", why))));
        }
    }
}
