package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.TargetRegistry;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All action definitions by name. */
@ApplicationScoped
public class ActionRegistry {

    private final List<ActionDefinition<ResourceObservation>> all;

    ActionRegistry(@All List<ActionDefinition<?>> all) {
        this.all = all.stream().map(ActionRegistry::ofAnyKind).toList();
    }

    /**
     * The action as those see it who do not know the kind of its target. An observation of another kind than that of the action fails
     * with a ClassCastException in its first step.
     */
    @SuppressWarnings("unchecked")
    private static ActionDefinition<ResourceObservation> ofAnyKind(ActionDefinition<?> action) {
        return (ActionDefinition<ResourceObservation>) action;
    }

    /** The action of a remedy for this target; empty when no action of this name applies to such a target. */
    public Optional<ActionDefinition<ResourceObservation>> remedy(String name, String target) {
        Optional<ResourceKind> kind = TargetRegistry.findKind(Arn.parse(target));
        return all.stream()
                .filter(action -> !action.isUndo() && action.name().equals(name))
                .filter(action -> kind.filter(action.targetKinds()::contains).isPresent())
                .findFirst();
    }

    /** Whether the action of a remedy can be undone without a loss; false if there is no such action. */
    public boolean isReversible(Remedy remedy) {
        return all.stream()
                .filter(action -> action.name().equals(remedy.action()))
                .anyMatch(action -> action.isReversible(remedy));
    }

    /** The action that was recorded under this name. */
    public ActionDefinition<ResourceObservation> getRecorded(String name) {
        return all.stream()
                .filter(action -> action.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("an action was recorded that does not exist: " + name));
    }

    /** Names of the actions that undo others. */
    public Set<String> undoNames() {
        return all.stream()
                .filter(ActionDefinition::isUndo)
                .map(ActionDefinition::name)
                .collect(Collectors.toSet());
    }
}
