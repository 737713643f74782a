package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.aws.TargetKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** All guards in the order in which they speak: who may forbid it first, then what the target itself says. */
@ApplicationScoped
public class Guards {

    private final GuardConfig config;

    Guards(GuardConfig config) {
        this.config = config;
    }

    /** Why a target may not be acted on now; empty when it may. */
    public Optional<String> againstActing(Situation situation) {
        return first(acting(situation.order().planned().kind(), isAboutCards(situation)), situation);
    }

    /** Why an action may not be taken back now; empty when it may. */
    public Optional<String> againstRestoring(Situation situation) {
        return first(restoring(situation.order().planned().kind()), situation);
    }

    private boolean isAboutCards(Situation situation) {
        return situation.rule().filter(config.cardRules()::contains).isPresent();
    }

    private List<Guard> acting(TargetKind kind, boolean aboutCards) {
        Guard permission = new Permission();
        Guard protection = new ProtectedTag(config.protectedTag());
        Guard controller = new ControllerOwner(config.controllerTags());
        Guard unchanged = new UnchangedPlan();
        Guard cooldown = new Cooldown(config.cooldown());
        Guard confirmed = new RecentlyConfirmed(aboutCards ? config.cardConfirmation() : config.confirmation());
        Guard idle = aboutCards
                ? situation -> Optional.empty()
                : new StillIdle(config.hours(), config.coverage(), config.busy(), config.peak());
        return switch (kind) {
            case INSTANCE ->
                List.of(permission, protection, controller, new LosesNothing(), unchanged, cooldown, confirmed, idle);
            case BUCKET -> List.of(permission, protection, controller, unchanged, cooldown, confirmed, new LegalRule());
            case VPC, VOLUME, ADDRESS, LOG_GROUP, AUTO_SCALING_GROUP ->
                List.of(permission, protection, controller, unchanged, cooldown, confirmed);
        };
    }

    private static List<Guard> restoring(TargetKind kind) {
        return switch (kind) {
            case INSTANCE -> List.of(new Permission(), new StillStopped());
            case BUCKET -> List.of(new Permission(), new StillAsPut());
            case VPC -> List.of(new Permission(), new EndpointStillThere());
            case VOLUME, ADDRESS, LOG_GROUP, AUTO_SCALING_GROUP -> List.of(new Permission(), new Shown());
        };
    }

    private static Optional<String> first(List<Guard> guards, Situation situation) {
        return guards.stream()
                .flatMap(guard -> guard.refuse(situation).stream())
                .findFirst();
    }
}
