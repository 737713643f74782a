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

/** Something that can be done to a resource, by one step or several. It knows AWS and nothing of who asked. */
public interface ActionDefinition {

    /** Its name in remedies and in the audit. */
    String name();

    /** What kind of target it changes. */
    TargetKind targetKind();

    /** Whether it takes back an earlier action: then it is no remedy, and asks for no confirmation of the finding. */
    boolean isUndo();

    /** Name of the action that takes it back; empty when none does, as for one that takes back. */
    default Optional<String> undoName() {
        return Optional.empty();
    }

    /** Whether the metrics have to show an idle target in the moment before it. */
    boolean needsIdleness();

    /** What it asks of its target before it begins: all that applies, unless it knows better. */
    default Set<TargetPrecondition> preconditions() {
        return needsIdleness()
                ? EnumSet.of(TargetPrecondition.IDLE, TargetPrecondition.LOSING_NOTHING, TargetPrecondition.STOPPED)
                : EnumSet.of(TargetPrecondition.LOSING_NOTHING, TargetPrecondition.STOPPED);
    }

    /** Whether taking it back brings all of consequence back: what a remedy says of itself, unless we know better. */
    default boolean isReversible(Remedy remedy) {
        return remedy.reversible();
    }

    /** What it would make of a document of the target, to be shown; empty for an action that changes none. */
    default Optional<DocumentChange> change(ResourceSnapshot planned, Map<String, String> parameters) {
        return Optional.empty();
    }

    /** Its steps in their order, at least one; each is observed before the next begins. */
    List<ActionStep> steps();

    /** What taking it back does not bring back of a target, each in a few words; empty when all comes back. */
    default List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        return List.of();
    }

    /** Whether a target still is as this action left it, given what was there before its first call. */
    default boolean isInEffect(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        return steps().get(steps().size() - 1).evaluateProgress(order, before, now) == StepProgress.DONE;
    }

    /** Whether nothing can make what it did cease: then nobody needs to look again. */
    default boolean isPermanent() {
        return false;
    }
}
