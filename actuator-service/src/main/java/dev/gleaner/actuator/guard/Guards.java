package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.Demand;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.guard.owner.Owners;
import dev.gleaner.actuator.guard.window.ChangeWindows;
import dev.gleaner.actuator.guard.window.WindowReader;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All guards in the order in which they speak: who may forbid it first, then what the target itself says, and at last what
 * only asks for patience: nothing waits for what would be refused.
 */
@Startup
@ApplicationScoped
public class Guards {

    private final GuardConfig config;
    private final ChangeWindows windows;

    /** Throws when the change windows can't be read: then the service does not start, rather than act at any time. */
    Guards(GuardConfig config) {
        this.config = config;
        this.windows = WindowReader.read(config);
    }

    /** Why a target may not be acted on now; empty when it may. */
    public Optional<Objection> againstActing(Situation situation) {
        return first(
                situation.schedule().isPresent()
                        ? stoppingByASchedule()
                        : acting(situation.order().planned().kind(), isAboutCards(situation)),
                situation);
    }

    /**
     * Why an action of several steps that has begun may not go on; empty when it may. Its yes has been used, so it no longer
     * expires, and what its own steps changed is no reason.
     */
    public Optional<Objection> againstContinuing(Situation situation) {
        return first(
                List.of(new Halt(), allowedAccount(), new ProtectedTag(config.protectedTag()), controllerOwner()),
                situation);
    }

    /** The same before a step that can't be taken back: it may be days after the yes, and in another window. */
    public Optional<Objection> againstFinishing(Situation situation, boolean needsFinding) {
        Optional<Objection> withdrawn = needsFinding && !situation.findingHolds()
                ? Optional.of(new Refusal("unchanged-plan", UnchangedPlan.WITHDRAWN))
                : Optional.empty();
        return againstContinuing(situation)
                .or(() -> withdrawn)
                .or(() -> first(List.of(new OpenWindow(windows), new WithinBudget()), situation));
    }

    /** Why an action may not be taken back now; empty when it may. */
    public Optional<Objection> againstRestoring(Situation situation) {
        return first(situation.schedule().isPresent() ? startingByASchedule() : restoring(situation), situation);
    }

    private boolean isAboutCards(Situation situation) {
        return situation.rule().filter(config.cardRules()::contains).isPresent();
    }

    private List<Guard> acting(TargetKind kind, boolean aboutCards) {
        List<Guard> guards = new ArrayList<>(List.of(new Halt(), new ValidApproval()));
        guards.add(allowedAccount());
        guards.add(new ProtectedTag(config.protectedTag()));
        guards.add(controllerOwner());
        guards.add(new LosesNothing());
        guards.add(new UnchangedPlan());
        guards.add(new RecentlyConfirmed(confirmation(kind, aboutCards), config.confirmationAhead()));
        guards.addAll(stillTrue(kind));
        GuardConfig.Flaps flaps = config.flaps();
        guards.add(new Flapping(flaps.times(), flaps.timesByPolicy(), flaps.within()));
        guards.addAll(patience());
        return guards;
    }

    /** What only asks to wait, but for a halted action. */
    private List<Guard> patience() {
        return List.of(
                new CanaryWave(config.canary().threshold()),
                new OpenWindow(windows),
                new Cooldown(config.cooldown()),
                new WithinBudget());
    }

    private List<Guard> stillTrue(TargetKind kind) {
        return switch (kind) {
            case INSTANCE -> List.of(stillIdle(), new NoRecentProcess(config.process()), new CheckpointSaved());
            case BUCKET -> List.of(new LegalRule());
            case VPC, VOLUME, ADDRESS, LOG_GROUP, AUTO_SCALING_GROUP -> List.of();
        };
    }

    private Duration confirmation(TargetKind kind, boolean aboutCards) {
        return switch (kind) {
            case INSTANCE, BUCKET, VPC -> aboutCards ? config.cardConfirmation() : config.confirmation();
            case VOLUME, ADDRESS, LOG_GROUP, AUTO_SCALING_GROUP -> config.listedConfirmation();
        };
    }

    private Guard allowedAccount() {
        return new AllowedAccount(config.accounts(), config.protectedAccounts().orElse(Set.of()));
    }

    private Guard controllerOwner() {
        return new ControllerOwner(new Owners(config.controllerTags(), config.managers()));
    }

    private Guard stillIdle() {
        return new StillIdle(config.hours(), config.coverage(), config.busy(), config.peak(), config.traffic());
    }

    /**
     * What is taken back for want of a whole is not held up by what has become protected since: half of an action must not
     * stay. A person who takes something back is.
     */
    private List<Guard> restoring(Situation situation) {
        List<Guard> guards = new ArrayList<>(List.of(new Halt(), new ValidApproval()));
        if (!situation.scope().isAutomatic()) {
            guards.add(allowedAccount());
            guards.add(new ProtectedTag(config.protectedTag()));
        }
        guards.add(stillOurs(situation.order().planned().kind()));
        if (hasToStop(situation) && !situation.scope().isAutomatic()) {
            guards.addAll(stoppingAgain());
        }
        return guards;
    }

    private static boolean hasToStop(Situation situation) {
        return situation.demands().contains(Demand.QUIET)
                && situation
                        .instance()
                        .filter(instance -> instance.state().equals(Instance.STOPPED))
                        .isEmpty();
    }

    /** For a way back that stops the instance: what any stop asks, and that it is quiet at this moment. */
    private List<Guard> stoppingAgain() {
        return List.of(
                new LosesNothing(),
                new QuietNow(config.busy()),
                new NoRecentProcess(config.process()),
                new CheckpointSaved(),
                new OpenWindow(windows));
    }

    private static Guard stillOurs(TargetKind kind) {
        return switch (kind) {
            case INSTANCE -> new StillStopped();
            case BUCKET -> new StillAsPut();
            case VPC -> new EndpointStillThere();
            case VOLUME, ADDRESS, LOG_GROUP, AUTO_SCALING_GROUP -> new Shown();
        };
    }

    /**
     * The finding has been answered by the schedule, and its times are those at which work ends: it has to be over now, on
     * the processor and on the cards. The yes was given for its hours, so that no window is asked; a blackout holds for all.
     */
    private List<Guard> stoppingByASchedule() {
        List<Guard> guards = new ArrayList<>(startable());
        guards.add(new LosesNothing());
        guards.add(new QuietNow(config.busy()));
        guards.add(new NoRecentProcess(config.process()));
        guards.add(new CheckpointSaved());
        guards.add(new OpenWindow(windows.blackoutsOnly()));
        guards.add(new WithinBudget());
        return guards;
    }

    private List<Guard> startingByASchedule() {
        List<Guard> guards = new ArrayList<>(startable());
        guards.add(new StillStopped());
        return guards;
    }

    private List<Guard> startable() {
        return List.of(
                new Halt(),
                new ValidApproval(),
                new StillScheduled(),
                allowedAccount(),
                new ProtectedTag(config.protectedTag()),
                controllerOwner());
    }

    private static boolean isDemanded(Guard guard, Situation situation) {
        if (guard instanceof StillIdle) {
            return situation.demands().contains(Demand.IDLE);
        }
        if (guard instanceof LosesNothing || guard instanceof NoRecentProcess || guard instanceof CheckpointSaved) {
            return situation.demands().contains(Demand.LOSING_NOTHING);
        }
        return !(guard instanceof StillStopped) || situation.demands().contains(Demand.STOPPED);
    }

    private static Optional<Objection> first(List<Guard> guards, Situation situation) {
        return guards.stream()
                .filter(guard -> isDemanded(guard, situation))
                .flatMap(guard -> guard.against(situation).stream())
                .findFirst();
    }
}
