package dev.gleaner.actuator.action;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The actions that exist here, by name. */
@ApplicationScoped
public class InstanceActions {

    private final List<InstanceAction> all;

    InstanceActions(@All List<InstanceAction> all) {
        this.all = List.copyOf(all);
    }

    /** The action of a remedy; empty when it does not exist here. */
    public Optional<InstanceAction> remedy(String name) {
        return all.stream()
                .filter(action -> !action.restores() && action.name().equals(name))
                .findFirst();
    }

    /** An action that was recorded under this name. */
    public InstanceAction recorded(String name) {
        return all.stream()
                .filter(action -> action.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("an action was recorded that does not exist: " + name));
    }
}
