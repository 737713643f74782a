package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.resource.Ec2Instance;
import dev.gleaner.actuator.aws.resource.TargetKind;
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
public class GuardEvaluator {

    private final GuardConfig config;
    private final ChangeCalendar windows;

    /** Throws when the change windows can't be read: then the service does not start, rather than act at any time. */
    GuardEvaluator(GuardConfig config) {
        this.config = config;
        this.windows = ChangeCalendarParser.read(config);
    }

    /** Why a target may not be acted on now; empty when it may. */
    public Optional<GuardResult> evaluateStart(GuardContext guardContext) {
        return first(
                guardContext.schedule().isPresent()
                        ? stoppingByASchedule()
                        : acting(guardContext.order().planned().kind(), isAboutCards(guardContext)),
                guardContext);
    }

    /**
     * Why an action of several steps that has begun may not go on; empty when it may. Its yes has been used, so it no longer
     * expires, and what its own steps changed is no reason.
     */
    public Optional<GuardResult> evaluateContinuation(GuardContext guardContext) {
        return first(
                List.of(
                        new ApprovalGuards.KillSwitchGuard(),
                        allowedAccount(),
                        new OwnershipGuards.ProtectedTagGuard(config.protectedTag()),
                        controllerOwner()),
                guardContext);
    }

    /** The same before a step that can't be taken back: it may be days after the yes, and in another window. */
    public Optional<GuardResult> evaluateIrreversibleStep(GuardContext guardContext, boolean needsFinding) {
        Optional<GuardResult> withdrawn = needsFinding && !guardContext.findingHolds()
                ? Optional.of(new GuardResult.Refusal("unchanged-plan", ApprovalGuards.UnchangedPlanGuard.WITHDRAWN))
                : Optional.empty();
        return evaluateContinuation(guardContext)
                .or(() -> withdrawn)
                .or(() -> first(
                        List.of(new RateGuards.ChangeWindowGuard(windows), new RateGuards.HourlyBudgetGuard()),
                        guardContext));
    }

    /** Why an action may not be taken back now; empty when it may. */
    public Optional<GuardResult> evaluateUndo(GuardContext guardContext) {
        return first(
                guardContext.schedule().isPresent() ? startingByASchedule() : restoring(guardContext), guardContext);
    }

    private boolean isAboutCards(GuardContext guardContext) {
        return guardContext.rule().filter(config.cardRules()::contains).isPresent();
    }

    private List<Guard> acting(TargetKind kind, boolean aboutCards) {
        List<Guard> guards = new ArrayList<>(
                List.of(new ApprovalGuards.KillSwitchGuard(), new ApprovalGuards.ApprovalExpiryGuard()));
        guards.add(allowedAccount());
        guards.add(new OwnershipGuards.ProtectedTagGuard(config.protectedTag()));
        guards.add(controllerOwner());
        guards.add(new IdlenessGuards.InstanceDataLossGuard());
        guards.add(new ApprovalGuards.UnchangedPlanGuard());
        guards.add(
                new ApprovalGuards.RecentConfirmationGuard(confirmation(kind, aboutCards), config.confirmationAhead()));
        guards.addAll(stillTrue(kind));
        GuardConfig.Flaps flaps = config.flaps();
        guards.add(new RateGuards.FlappingGuard(flaps.times(), flaps.timesByPolicy(), flaps.within()));
        guards.addAll(patience());
        return guards;
    }

    /** What only asks to wait, but for a halted action. */
    private List<Guard> patience() {
        return List.of(
                new RateGuards.CanaryWaveGuard(config.canary().threshold()),
                new RateGuards.ChangeWindowGuard(windows),
                new RateGuards.CooldownGuard(config.cooldown()),
                new RateGuards.HourlyBudgetGuard());
    }

    private List<Guard> stillTrue(TargetKind kind) {
        return switch (kind) {
            case INSTANCE ->
                List.of(
                        stillIdle(),
                        new IdlenessGuards.NoGpuProcessGuard(config.process()),
                        new IdlenessGuards.CheckpointSavedGuard());
            case BUCKET -> List.of(new ApprovalGuards.ValidLifecycleRuleGuard());
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
        return new OwnershipGuards.AllowedAccountGuard(
                config.accounts(), config.protectedAccounts().orElse(Set.of()));
    }

    private Guard controllerOwner() {
        return new OwnershipGuards.ControllerOwnedGuard(
                new ControllerRegistry(config.controllerTags(), config.managers()));
    }

    private Guard stillIdle() {
        return new IdlenessGuards.StillIdleGuard(
                config.hours(), config.coverage(), config.busy(), config.peak(), config.traffic());
    }

    /**
     * What is taken back for want of a whole is not held up by what has become protected since: half of an action must not
     * stay. A person who takes something back is.
     */
    private List<Guard> restoring(GuardContext guardContext) {
        List<Guard> guards = new ArrayList<>(
                List.of(new ApprovalGuards.KillSwitchGuard(), new ApprovalGuards.ApprovalExpiryGuard()));
        if (!guardContext.scope().isAutomatic()) {
            guards.add(allowedAccount());
            guards.add(new OwnershipGuards.ProtectedTagGuard(config.protectedTag()));
        }
        guards.add(stillOurs(guardContext.order().planned().kind()));
        if (hasToStop(guardContext) && !guardContext.scope().isAutomatic()) {
            guards.addAll(stoppingAgain());
        }
        return guards;
    }

    private static boolean hasToStop(GuardContext guardContext) {
        return guardContext.demands().contains(TargetPrecondition.QUIET)
                && guardContext
                        .instance()
                        .filter(instance -> instance.state().equals(Ec2Instance.STOPPED))
                        .isEmpty();
    }

    /** For a way back that stops the instance: what any stop asks, and that it is quiet at this moment. */
    private List<Guard> stoppingAgain() {
        return List.of(
                new IdlenessGuards.InstanceDataLossGuard(),
                new IdlenessGuards.CurrentlyQuietGuard(config.busy()),
                new IdlenessGuards.NoGpuProcessGuard(config.process()),
                new IdlenessGuards.CheckpointSavedGuard(),
                new RateGuards.ChangeWindowGuard(windows));
    }

    private static Guard stillOurs(TargetKind kind) {
        return switch (kind) {
            case INSTANCE -> new RestoreGuards.StillStoppedGuard();
            case BUCKET -> new RestoreGuards.LifecycleUnchangedGuard();
            case VPC -> new RestoreGuards.EndpointPresentGuard();
            case VOLUME, ADDRESS, LOG_GROUP, AUTO_SCALING_GROUP -> new RestoreGuards.TargetVisibleGuard();
        };
    }

    /**
     * The finding has been answered by the schedule, and its times are those at which work ends: it has to be over now, on
     * the processor and on the cards. The yes was given for its hours, so that no window is asked; a blackout holds for all.
     */
    private List<Guard> stoppingByASchedule() {
        List<Guard> guards = new ArrayList<>(startable());
        guards.add(new IdlenessGuards.InstanceDataLossGuard());
        guards.add(new IdlenessGuards.CurrentlyQuietGuard(config.busy()));
        guards.add(new IdlenessGuards.NoGpuProcessGuard(config.process()));
        guards.add(new IdlenessGuards.CheckpointSavedGuard());
        guards.add(new RateGuards.ChangeWindowGuard(windows.blackoutsOnly()));
        guards.add(new RateGuards.HourlyBudgetGuard());
        return guards;
    }

    private List<Guard> startingByASchedule() {
        List<Guard> guards = new ArrayList<>(startable());
        guards.add(new RestoreGuards.StillStoppedGuard());
        return guards;
    }

    private List<Guard> startable() {
        return List.of(
                new ApprovalGuards.KillSwitchGuard(),
                new ApprovalGuards.ApprovalExpiryGuard(),
                new RestoreGuards.SchedulePresentGuard(),
                allowedAccount(),
                new OwnershipGuards.ProtectedTagGuard(config.protectedTag()),
                controllerOwner());
    }

    private static boolean isDemanded(Guard guard, GuardContext guardContext) {
        if (guard instanceof IdlenessGuards.StillIdleGuard) {
            return guardContext.demands().contains(TargetPrecondition.IDLE);
        }
        if (guard instanceof IdlenessGuards.InstanceDataLossGuard
                || guard instanceof IdlenessGuards.NoGpuProcessGuard
                || guard instanceof IdlenessGuards.CheckpointSavedGuard) {
            return guardContext.demands().contains(TargetPrecondition.LOSING_NOTHING);
        }
        return !(guard instanceof RestoreGuards.StillStoppedGuard)
                || guardContext.demands().contains(TargetPrecondition.STOPPED);
    }

    private static Optional<GuardResult> first(List<Guard> guards, GuardContext guardContext) {
        return guards.stream()
                .filter(guard -> isDemanded(guard, guardContext))
                .flatMap(guard -> guard.evaluate(guardContext).stream())
                .findFirst();
    }
}
