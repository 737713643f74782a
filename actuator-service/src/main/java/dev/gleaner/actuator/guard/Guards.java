package dev.gleaner.actuator.guard;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** All guards in the order in which they speak: who may forbid it first, then what the metrics say. */
@ApplicationScoped
public class Guards {

    private final List<Guard> acting;
    private final List<Guard> restoring = List.of(new Permission(), new StillStopped());

    Guards(GuardConfig config) {
        this.acting = List.of(
                new Permission(),
                new ProtectedTag(config.protectedTag()),
                new ControllerOwner(config.controllerTags()),
                new LosesNothing(),
                new UnchangedPlan(),
                new Cooldown(config.cooldown()),
                new RecentlyConfirmed(config.confirmation()),
                new StillIdle(config.hours(), config.coverage(), config.busy(), config.peak()));
    }

    /** Why an idle resource may not be acted on now; empty when it may. */
    public Optional<String> againstActing(Situation situation) {
        return first(acting, situation);
    }

    /** Why an action may not be taken back now; empty when it may. */
    public Optional<String> againstRestoring(Situation situation) {
        return first(restoring, situation);
    }

    private static Optional<String> first(List<Guard> guards, Situation situation) {
        return guards.stream()
                .flatMap(guard -> guard.refuse(situation).stream())
                .findFirst();
    }
}
