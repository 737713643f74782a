package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetType;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyReversibility;
import dev.gleaner.contracts.resource.ResourceKind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A change of a resource in one or several steps, or what undoes such a change. It depends on AWS only, not on proposals or
 * approvals.
 *
 * @param <O> type of an observation of its target
 */
public final class ActionDefinition<O extends ResourceObservation> {

    private final String name;
    private final Set<ResourceKind> targetKinds;
    private final boolean undo;
    private final @Nullable String undoName;
    private final boolean needsIdleness;
    private final Set<TargetPrecondition> preconditions;
    private final boolean permanent;
    private final List<ActionStep<O>> steps;
    private final BiFunction<ActionOrder, List<ActionStep<O>>, List<ActionStep<O>>> stepsOfOrder;
    private final Effect<O> effect;
    private final BiFunction<ResourceSnapshot, Map<String, String>, Optional<DocumentChange>> change;
    private final BiFunction<ResourceSnapshot, Map<String, String>, List<EnteredParameter>> enteredParameters;
    private final BiFunction<ResourceSnapshot, Map<String, String>, Optional<String>> planningObstacle;
    private final BiFunction<ResourceSnapshot, Map<String, String>, List<String>> irreversibleEffects;

    private ActionDefinition(Builder<?, O> parts, List<ActionStep<O>> steps) {
        this.name = parts.name;
        this.targetKinds = parts.targetKinds;
        this.undo = parts.undo;
        this.undoName = parts.undoName;
        this.needsIdleness = parts.needsIdleness;
        this.preconditions = parts.preconditions();
        this.permanent = parts.permanent;
        this.steps = List.copyOf(steps);
        this.stepsOfOrder = parts.stepsOfOrder == null ? (order, all) -> all : parts.stepsOfOrder;
        this.effect = parts.effect == null ? this::isLastStepDone : parts.effect;
        this.change = parts.change;
        this.enteredParameters = parts.enteredParameters;
        this.planningObstacle = parts.planningObstacle;
        this.irreversibleEffects = parts.irreversibleEffects;
    }

    /** An action on targets of one kind. */
    public static <S extends ResourceSnapshot, O extends ResourceObservation> Builder<S, O> of(
            String name, TargetType<S, O> target) {
        return new Builder<>(name, EnumSet.of(target.kind()), target.snapshot(), false);
    }

    /** An action that undoes an earlier one on a target of this kind. It is no remedy and needs no confirmation of the finding. */
    public static <S extends ResourceSnapshot, O extends ResourceObservation> Builder<S, O> undo(
            String name, TargetType<S, O> target) {
        return new Builder<>(name, EnumSet.of(target.kind()), target.snapshot(), true);
    }

    /** An action on targets of several kinds. */
    static Builder<ResourceSnapshot, ResourceObservation> ofSeveralKinds(String name, Set<ResourceKind> targets) {
        return new Builder<>(name, targets, ResourceSnapshot.class, false);
    }

    /** The undo of an action on targets of several kinds. */
    static Builder<ResourceSnapshot, ResourceObservation> undoOfSeveralKinds(String name, Set<ResourceKind> targets) {
        return new Builder<>(name, targets, ResourceSnapshot.class, true);
    }

    /** Name of the action in remedies and in the audit. */
    public String name() {
        return name;
    }

    /** Kinds of targets that it changes. */
    public Set<ResourceKind> targetKinds() {
        return targetKinds;
    }

    /** Whether it undoes an earlier action. An undo is not a remedy and needs no confirmation of the finding. */
    public boolean isUndo() {
        return undo;
    }

    /** Name of the action that undoes it; empty when there is none, as for an undo. */
    public Optional<String> undoName() {
        return Optional.ofNullable(undoName);
    }

    /** Whether current metrics have to show an idle target right before the action. */
    public boolean needsIdleness() {
        return needsIdleness;
    }

    /** Preconditions on the target before the action begins. */
    public Set<TargetPrecondition> preconditions() {
        return preconditions;
    }

    /** Whether its undo restores everything of consequence. A remedy may state less than that, and not more. */
    public boolean isReversible(Remedy remedy) {
        return remedy.reversible() && RemedyReversibility.isPossible(remedy.action(), remedy.parameters());
    }

    /** The change of a document of the target that is shown to the approver; empty for an action that changes none. */
    public Optional<DocumentChange> change(ResourceSnapshot planned, Map<String, String> parameters) {
        return change.apply(planned, parameters);
    }

    /**
     * What the approver has to enter or may enter for this target, beside the parameters of the remedy; empty when the remedy is
     * complete.
     */
    public List<EnteredParameter> enteredParameters(ResourceSnapshot planned, Map<String, String> parameters) {
        return enteredParameters.apply(planned, parameters);
    }

    /**
     * Why the action is not possible for the target in its current state, in addition to what prevents any action on it;
     * empty when it is possible.
     */
    public Optional<String> planningObstacle(ResourceSnapshot planned, Map<String, String> parameters) {
        return planningObstacle.apply(planned, parameters);
    }

    /**
     * Its steps in order, at least one. The effect of each is observed before the next one begins. If their number depends
     * on the order, each kind of step once.
     */
    public List<ActionStep<O>> steps() {
        return steps;
    }

    /** Its steps for an order, which are the same at any time. */
    public List<ActionStep<O>> steps(ActionOrder order) {
        return stepsOfOrder.apply(order, steps);
    }

    /** What its undo does not restore, each item in a few words; empty when everything is restored. */
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        return irreversibleEffects.apply(planned, parameters);
    }

    /** Whether the target still is as this action left it, given the observation before its first call. */
    public boolean isInEffect(ActionOrder order, O before, O now) {
        return effect.isThere(order, before, now);
    }

    private boolean isLastStepDone(ActionOrder order, O before, O now) {
        List<ActionStep<O>> all = steps(order);
        return all.get(all.size() - 1).evaluateProgress(order, before, now) == StepProgress.DONE;
    }

    /** Whether its effect cannot end, so that the ledger does not check it again. */
    public boolean isPermanent() {
        return permanent;
    }

    /** Whether a target still is as an action left it. */
    @FunctionalInterface
    public interface Effect<O extends ResourceObservation> {

        /** Whether the effect is there, given the observation before the first call. */
        boolean isThere(ActionOrder order, O before, O now);
    }

    /** Puts an action together. Its steps are required. */
    public static final class Builder<S extends ResourceSnapshot, O extends ResourceObservation> {

        private static final Set<TargetPrecondition> USUAL = EnumSet.of(
                TargetPrecondition.LOSING_NOTHING, TargetPrecondition.SETTABLE_PART, TargetPrecondition.STOPPED);

        private final String name;
        private final Set<ResourceKind> targetKinds;
        private final Class<S> snapshot;
        private final boolean undo;
        private @Nullable String undoName;
        private boolean needsIdleness;
        private @Nullable Set<TargetPrecondition> stated;
        private boolean permanent;
        private @Nullable BiFunction<ActionOrder, List<ActionStep<O>>, List<ActionStep<O>>> stepsOfOrder;
        private @Nullable Effect<O> effect;
        private BiFunction<ResourceSnapshot, Map<String, String>, Optional<DocumentChange>> change =
                (planned, parameters) -> Optional.empty();
        private BiFunction<ResourceSnapshot, Map<String, String>, List<EnteredParameter>> enteredParameters =
                (planned, parameters) -> List.of();
        private BiFunction<ResourceSnapshot, Map<String, String>, Optional<String>> planningObstacle =
                (planned, parameters) ->
                        planned instanceof Ec2Instance instance ? instance.notRunning() : Optional.empty();
        private BiFunction<ResourceSnapshot, Map<String, String>, List<String>> irreversibleEffects =
                (planned, parameters) -> List.of();

        private Builder(String name, Set<ResourceKind> targetKinds, Class<S> snapshot, boolean undo) {
            this.name = name;
            this.targetKinds = Collections.unmodifiableSet(EnumSet.copyOf(targetKinds));
            this.snapshot = snapshot;
            this.undo = undo;
        }

        /** Name of the action that undoes it. */
        public Builder<S, O> undoneBy(String action) {
            this.undoName = action;
            return this;
        }

        /** Current metrics have to show an idle target right before the action. */
        public Builder<S, O> whileIdle() {
            this.needsIdleness = true;
            return this;
        }

        /** Preconditions on the target before the action begins, in place of all that apply to an action of its kind. */
        public Builder<S, O> requires(TargetPrecondition... preconditions) {
            this.stated = Set.of(preconditions);
            return this;
        }

        /** What its undo does not restore of any target, each item in a few words. */
        public Builder<S, O> loses(String... effects) {
            return loses(List.of(effects));
        }

        /** The same as a list. */
        public Builder<S, O> loses(List<String> effects) {
            this.irreversibleEffects = (planned, parameters) -> effects;
            return this;
        }

        /** What its undo does not restore, by the planned target and the parameters of the remedy. */
        public Builder<S, O> loses(BiFunction<S, Map<String, String>, List<String>> effects) {
            this.irreversibleEffects = typed(effects);
            return this;
        }

        /** The change of a document of the target that is shown to the approver. */
        public Builder<S, O> changes(BiFunction<S, Map<String, String>, Optional<DocumentChange>> document) {
            this.change = typed(document);
            return this;
        }

        /** What the approver has to enter or may enter. */
        public Builder<S, O> asksFor(BiFunction<S, Map<String, String>, List<EnteredParameter>> parameters) {
            this.enteredParameters = typed(parameters);
            return this;
        }

        /** Why the action is not possible for a target as it is planned. By default an instance has to run. */
        public Builder<S, O> plannedUnless(BiFunction<S, Map<String, String>, Optional<String>> obstacle) {
            this.planningObstacle = typed(obstacle);
            return this;
        }

        /** Whether the target still is as the action left it. By default while its last step is done. */
        public Builder<S, O> isInEffect(Effect<O> condition) {
            this.effect = condition;
            return this;
        }

        /** Its effect cannot end. */
        public Builder<S, O> forEver() {
            this.permanent = true;
            return this;
        }

        /** Selects or makes the steps of an order, given each kind of step once, if they depend on it. */
        public Builder<S, O> stepsOf(BiFunction<ActionOrder, List<ActionStep<O>>, List<ActionStep<O>>> select) {
            this.stepsOfOrder = select;
            return this;
        }

        /** The action of these steps in order. */
        @SafeVarargs
        public final ActionDefinition<O> build(ActionStep<O>... steps) {
            return build(List.of(steps));
        }

        /** The action of these steps in order. */
        public ActionDefinition<O> build(List<ActionStep<O>> steps) {
            return new ActionDefinition<>(this, steps);
        }

        private <R> BiFunction<ResourceSnapshot, Map<String, String>, R> typed(
                BiFunction<S, Map<String, String>, R> function) {
            return (planned, parameters) -> function.apply(snapshot.cast(planned), parameters);
        }

        private Set<TargetPrecondition> preconditions() {
            Set<TargetPrecondition> required = EnumSet.noneOf(TargetPrecondition.class);
            if (stated != null) {
                required.addAll(stated);
            } else {
                required.addAll(USUAL);
                if (needsIdleness) {
                    required.add(TargetPrecondition.IDLE);
                }
            }
            return Collections.unmodifiableSet(required);
        }
    }
}
