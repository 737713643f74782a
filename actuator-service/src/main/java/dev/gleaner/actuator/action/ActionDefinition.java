package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.contracts.finding.Remedy;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A change of a resource, made by one step or several. Knows AWS only, neither proposals nor approvals. */
public interface ActionDefinition {

    /** Its name in remedies and in the audit. */
    String name();

    /** What kind of target it changes. */
    TargetKind targetKind();

    /** Whether it undoes an earlier action: then it is no remedy, and needs no confirmation of the finding. */
    boolean isUndo();

    /** Name of the action that undoes it; empty when there is none, as for an undo. */
    default Optional<String> undoName() {
        return Optional.empty();
    }

    /** Whether the metrics have to show an idle target right before it. */
    boolean needsIdleness();

    /** The preconditions on its target before it begins. By default all that apply. */
    default Set<TargetPrecondition> preconditions() {
        return needsIdleness()
                ? EnumSet.of(TargetPrecondition.IDLE, TargetPrecondition.LOSING_NOTHING, TargetPrecondition.STOPPED)
                : EnumSet.of(TargetPrecondition.LOSING_NOTHING, TargetPrecondition.STOPPED);
    }

    /** Whether its undo restores everything that matters. By default what the remedy states. */
    default boolean isReversible(Remedy remedy) {
        return remedy.reversible();
    }

    /** The change of a document of the target, to be shown to the approver; empty for an action that changes none. */
    default Optional<DocumentChange> change(ResourceSnapshot planned, Map<String, String> parameters) {
        return Optional.empty();
    }

    /** Its steps in order, at least one; each is observed before the next one begins. */
    List<ActionStep> steps();

    /** What its undo does not restore, each item in a few words; empty when everything is restored. */
    default List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        return List.of();
    }

    /** Whether a target still is as this action left it, given what was there before its first call. */
    default boolean isInEffect(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        return steps().get(steps().size() - 1).evaluateProgress(order, before, now) == StepProgress.DONE;
    }

    /** Whether its effect can't end, so that the ledger does not check it again. */
    default boolean isPermanent() {
        return false;
    }
}
