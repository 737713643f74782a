package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.TargetKind;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Evaluates the guards of an action, the first objection wins: first those who may forbid it, then the state of the target,
 * and at last delays, so that nothing waits that would be refused.
 */
@Startup
@ApplicationScoped
public class GuardEvaluator {

    private final GuardConfig config;
    private final ChangeCalendar windows;

    /** Throws when the change windows can't be read: the service does not start rather than act at any time. */
    GuardEvaluator(GuardConfig config) {
        this.config = config;
        this.windows = ChangeCalendarParser.read(config);
    }

    /** Why a target may not be acted on now; empty when it may. */
    public Optional<GuardResult> evaluateStart(GuardContext guardContext) {
        return first(
                guardContext.schedule().isPresent()
                        ? stoppingByASchedule()
                        : actionGuards(guardContext.order().planned().kind(), isAboutGpus(guardContext)),
                guardContext);
    }

    /**
     * Why an action of several steps that has begun may not go on; empty when it may. Its approval has been used, so it no longer
     * expires, and what its own steps changed is no objection.
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

    /** The same before an irreversible step: it may be days after the approval, and outside the change window. */
    public Optional<GuardResult> evaluateIrreversibleStep(GuardContext guardContext, boolean needsFinding) {
        Optional<GuardResult> withdrawn = needsFinding && !guardContext.findingOpen()
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
                guardContext.schedule().isPresent() ? startingByASchedule() : undoGuards(guardContext), guardContext);
    }

    private boolean isAboutGpus(GuardContext guardContext) {
        return guardContext.rule().filter(config.cardRules()::contains).isPresent();
    }

    private List<Guard> actionGuards(TargetKind kind, boolean aboutGpus) {
        List<Guard> guards = new ArrayList<>(
                List.of(new ApprovalGuards.KillSwitchGuard(), new ApprovalGuards.ApprovalExpiryGuard()));
        guards.add(allowedAccount());
        guards.add(new OwnershipGuards.ProtectedTagGuard(config.protectedTag()));
        guards.add(controllerOwner());
        guards.add(new IdlenessGuards.InstanceDataLossGuard());
        guards.add(new ApprovalGuards.UnchangedPlanGuard());
        guards.add(
                new ApprovalGuards.RecentConfirmationGuard(confirmation(kind, aboutGpus), config.confirmationAhead()));
        guards.addAll(stillValid(kind));
        GuardConfig.Flaps flaps = config.flaps();
        guards.add(new RateGuards.FlappingGuard(flaps.times(), flaps.timesByPolicy(), flaps.within()));
        guards.addAll(delays());
        return guards;
    }

    /** Guards that only delay, except for a halted action. */
    private List<Guard> delays() {
        return List.of(
                new RateGuards.CanaryWaveGuard(config.canary().threshold()),
                new RateGuards.ChangeWindowGuard(windows),
                new RateGuards.CooldownGuard(config.cooldown()),
                new RateGuards.HourlyBudgetGuard());
    }

    private List<Guard> stillValid(TargetKind kind) {
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

    private Duration confirmation(TargetKind kind, boolean aboutGpus) {
        return switch (kind) {
            case INSTANCE, BUCKET, VPC -> aboutGpus ? config.cardConfirmation() : config.confirmation();
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
     * An automatic undo of an incomplete action ignores a protection that was added since, as half of an action must not stay.
     * An undo by a person respects it.
     */
    private List<Guard> undoGuards(GuardContext guardContext) {
        List<Guard> guards = new ArrayList<>(
                List.of(new ApprovalGuards.KillSwitchGuard(), new ApprovalGuards.ApprovalExpiryGuard()));
        if (!guardContext.scope().isAutomatic()) {
            guards.add(allowedAccount());
            guards.add(new OwnershipGuards.ProtectedTagGuard(config.protectedTag()));
        }
        guards.add(stillAsLeft(guardContext.order().planned().kind()));
        if (hasToStop(guardContext) && !guardContext.scope().isAutomatic()) {
            guards.addAll(stoppingForUndo());
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

    /** For an undo that stops the instance: the guards of any stop, and that it is quiet at this moment. */
    private List<Guard> stoppingForUndo() {
        return List.of(
                new IdlenessGuards.InstanceDataLossGuard(),
                new IdlenessGuards.CurrentlyQuietGuard(config.busy()),
                new IdlenessGuards.NoGpuProcessGuard(config.process()),
                new IdlenessGuards.CheckpointSavedGuard(),
                new RateGuards.ChangeWindowGuard(windows));
    }

    private static Guard stillAsLeft(TargetKind kind) {
        return switch (kind) {
            case INSTANCE -> new RestoreGuards.StillStoppedGuard();
            case BUCKET -> new RestoreGuards.LifecycleUnchangedGuard();
            case VPC -> new RestoreGuards.EndpointPresentGuard();
            case VOLUME, ADDRESS, LOG_GROUP, AUTO_SCALING_GROUP -> new RestoreGuards.TargetVisibleGuard();
        };
    }

    /**
     * The schedule resolved the finding, and stops at times at which work ends: CPU and GPUs have to be quiet now. Its hours
     * were approved, so that no change window applies; a blackout does.
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

    private static Optional<GuardResult> first(List<Guard> guards, GuardContext guardContext) {
        return guards.stream()
                .filter(guard -> guard.appliesTo(guardContext))
                .flatMap(guard -> guard.evaluate(guardContext).stream())
                .findFirst();
    }
}
