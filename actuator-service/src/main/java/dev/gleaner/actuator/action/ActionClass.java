package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyReversibility;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A change of a resource in one or several steps. It depends on AWS only, not on proposals or approvals. */
public interface ActionClass {

    /** Name of the action in remedies and in the audit. */
    String name();

    /** Kind of target that it changes, for an action that changes one kind. */
    default TargetKind targetKind() {
        throw new IllegalStateException(name() + " changes targets of several kinds");
    }

    /** Kinds of targets that it changes. */
    default Set<TargetKind> targetKinds() {
        return EnumSet.of(targetKind());
    }

    /** Whether it undoes an earlier action. An undo is not a remedy and needs no confirmation of the finding. */
    boolean isUndo();

    /** Name of the action that undoes it; empty when there is none, as for an undo. */
    default Optional<String> undoName() {
        return Optional.empty();
    }

    /** Whether current metrics have to show an idle target right before the action. */
    boolean needsIdleness();

    /** Preconditions on the target before the action begins. By default all that apply. */
    default Set<TargetPrecondition> preconditions() {
        return needsIdleness()
                ? EnumSet.of(
                        TargetPrecondition.IDLE,
                        TargetPrecondition.LOSING_NOTHING,
                        TargetPrecondition.SETTABLE_PART,
                        TargetPrecondition.STOPPED)
                : EnumSet.of(
                        TargetPrecondition.LOSING_NOTHING,
                        TargetPrecondition.SETTABLE_PART,
                        TargetPrecondition.STOPPED);
    }

    /** Whether its undo restores everything of consequence. A remedy may state less than that, and not more. */
    default boolean isReversible(Remedy remedy) {
        return remedy.reversible() && RemedyReversibility.isPossible(remedy.action(), remedy.parameters());
    }

    /** The change of a document of the target that is shown to the approver; empty for an action that changes none. */
    default Optional<DocumentChange> change(ResourceSnapshot planned, Map<String, String> parameters) {
        return Optional.empty();
    }

    /**
     * What the approver has to enter or may enter for this target, beside the parameters of the remedy; empty when the remedy is
     * complete.
     */
    default List<EnteredParameter> enteredParameters(ResourceSnapshot planned, Map<String, String> parameters) {
        return List.of();
    }

    /**
     * Why the action is not possible for the target in its current state, in addition to what prevents any action on it;
     * empty when it is possible. By default an instance has to run.
     */
    default Optional<String> planningObstacle(ResourceSnapshot planned, Map<String, String> parameters) {
        return planned instanceof Ec2Instance instance ? instance.notRunning() : Optional.empty();
    }

    /**
     * Its steps in order, at least one. The effect of each is observed before the next one begins. If their number depends
     * on the order, each kind of step once.
     */
    List<ActionStep<ResourceObservation>> steps();

    /** Its steps for an order, which are the same at any time. By default the same for all orders. */
    default List<ActionStep<ResourceObservation>> steps(ActionOrder order) {
        return steps();
    }

    /** What its undo does not restore, each item in a few words; empty when everything is restored. */
    default List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        return List.of();
    }

    /** Whether the target still is as this action left it, given the observation before its first call. */
    default boolean isInEffect(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        List<ActionStep<ResourceObservation>> steps = steps(order);
        return steps.get(steps.size() - 1).evaluateProgress(order, before, now) == StepProgress.DONE;
    }

    /** Whether its effect cannot end, so that the ledger does not check it again. */
    default boolean isPermanent() {
        return false;
    }
}
