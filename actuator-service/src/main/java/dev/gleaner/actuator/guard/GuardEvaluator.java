package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.CreateS3Endpoint;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.action.lifecycle.InvalidLifecycleRuleException;
import dev.gleaner.actuator.action.lifecycle.PutLifecycleRule;
import dev.gleaner.actuator.aws.resource.Ec2Instance;
import dev.gleaner.actuator.aws.resource.GleanerTagKeys;
import dev.gleaner.actuator.aws.resource.ResourceObservation;
import dev.gleaner.actuator.aws.resource.TargetKind;
import dev.gleaner.actuator.aws.resource.VpcNetwork;
import dev.gleaner.contracts.finding.FindingConfirmation;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
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
                        new KillSwitchGuard(),
                        allowedAccount(),
                        new ProtectedTagGuard(config.protectedTag()),
                        controllerOwner()),
                guardContext);
    }

    /** The same before a step that can't be taken back: it may be days after the yes, and in another window. */
    public Optional<GuardResult> evaluateIrreversibleStep(GuardContext guardContext, boolean needsFinding) {
        Optional<GuardResult> withdrawn = needsFinding && !guardContext.findingHolds()
                ? Optional.of(new GuardResult.Refusal("unchanged-plan", UnchangedPlanGuard.WITHDRAWN))
                : Optional.empty();
        return evaluateContinuation(guardContext)
                .or(() -> withdrawn)
                .or(() -> first(List.of(new ChangeWindowGuard(windows), new HourlyBudgetGuard()), guardContext));
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
        List<Guard> guards = new ArrayList<>(List.of(new KillSwitchGuard(), new ApprovalExpiryGuard()));
        guards.add(allowedAccount());
        guards.add(new ProtectedTagGuard(config.protectedTag()));
        guards.add(controllerOwner());
        guards.add(new InstanceDataLossGuard());
        guards.add(new UnchangedPlanGuard());
        guards.add(new RecentConfirmationGuard(confirmation(kind, aboutCards), config.confirmationAhead()));
        guards.addAll(stillTrue(kind));
        GuardConfig.Flaps flaps = config.flaps();
        guards.add(new FlappingGuard(flaps.times(), flaps.timesByPolicy(), flaps.within()));
        guards.addAll(patience());
        return guards;
    }

    /** What only asks to wait, but for a halted action. */
    private List<Guard> patience() {
        return List.of(
                new CanaryWaveGuard(config.canary().threshold()),
                new ChangeWindowGuard(windows),
                new CooldownGuard(config.cooldown()),
                new HourlyBudgetGuard());
    }

    private List<Guard> stillTrue(TargetKind kind) {
        return switch (kind) {
            case INSTANCE -> List.of(stillIdle(), new NoGpuProcessGuard(config.process()), new CheckpointSavedGuard());
            case BUCKET -> List.of(new ValidLifecycleRuleGuard());
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
        return new AllowedAccountGuard(
                config.accounts(), config.protectedAccounts().orElse(Set.of()));
    }

    private Guard controllerOwner() {
        return new ControllerOwnedGuard(new ControllerRegistry(config.controllerTags(), config.managers()));
    }

    private Guard stillIdle() {
        return new StillIdleGuard(config.hours(), config.coverage(), config.busy(), config.peak(), config.traffic());
    }

    /**
     * What is taken back for want of a whole is not held up by what has become protected since: half of an action must not
     * stay. A person who takes something back is.
     */
    private List<Guard> restoring(GuardContext guardContext) {
        List<Guard> guards = new ArrayList<>(List.of(new KillSwitchGuard(), new ApprovalExpiryGuard()));
        if (!guardContext.scope().isAutomatic()) {
            guards.add(allowedAccount());
            guards.add(new ProtectedTagGuard(config.protectedTag()));
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
                new InstanceDataLossGuard(),
                new CurrentlyQuietGuard(config.busy()),
                new NoGpuProcessGuard(config.process()),
                new CheckpointSavedGuard(),
                new ChangeWindowGuard(windows));
    }

    private static Guard stillOurs(TargetKind kind) {
        return switch (kind) {
            case INSTANCE -> new StillStoppedGuard();
            case BUCKET -> new LifecycleUnchangedGuard();
            case VPC -> new EndpointPresentGuard();
            case VOLUME, ADDRESS, LOG_GROUP, AUTO_SCALING_GROUP -> new TargetVisibleGuard();
        };
    }

    /**
     * The finding has been answered by the schedule, and its times are those at which work ends: it has to be over now, on
     * the processor and on the cards. The yes was given for its hours, so that no window is asked; a blackout holds for all.
     */
    private List<Guard> stoppingByASchedule() {
        List<Guard> guards = new ArrayList<>(startable());
        guards.add(new InstanceDataLossGuard());
        guards.add(new CurrentlyQuietGuard(config.busy()));
        guards.add(new NoGpuProcessGuard(config.process()));
        guards.add(new CheckpointSavedGuard());
        guards.add(new ChangeWindowGuard(windows.blackoutsOnly()));
        guards.add(new HourlyBudgetGuard());
        return guards;
    }

    private List<Guard> startingByASchedule() {
        List<Guard> guards = new ArrayList<>(startable());
        guards.add(new StillStoppedGuard());
        return guards;
    }

    private List<Guard> startable() {
        return List.of(
                new KillSwitchGuard(),
                new ApprovalExpiryGuard(),
                new SchedulePresentGuard(),
                allowedAccount(),
                new ProtectedTagGuard(config.protectedTag()),
                controllerOwner());
    }

    private static boolean isDemanded(Guard guard, GuardContext guardContext) {
        if (guard instanceof StillIdleGuard) {
            return guardContext.demands().contains(TargetPrecondition.IDLE);
        }
        if (guard instanceof InstanceDataLossGuard
                || guard instanceof NoGpuProcessGuard
                || guard instanceof CheckpointSavedGuard) {
            return guardContext.demands().contains(TargetPrecondition.LOSING_NOTHING);
        }
        return !(guard instanceof StillStoppedGuard) || guardContext.demands().contains(TargetPrecondition.STOPPED);
    }

    private static Optional<GuardResult> first(List<Guard> guards, GuardContext guardContext) {
        return guards.stream()
                .filter(guard -> isDemanded(guard, guardContext))
                .flatMap(guard -> guard.evaluate(guardContext).stream())
                .findFirst();
    }

    /**
     * Leaves alone what a controller would start or replace again (aws-solutions/instance-scheduler-on-aws#479,
     * aws/karpenter-provider-aws#6866), and says how to change the controller.
     */
    record ControllerOwnedGuard(ControllerRegistry owners) implements Guard.Refusing {

        @Override
        public String name() {
            return "controller-owned";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return guardContext.tags().flatMap(tags -> owners.refusal(guardContext.order(), tags));
        }
    }

    /** Lets a target rest after an action; the end of the rest is known, so whoever said yes is not asked again for it. */
    record CooldownGuard(Duration rest) implements Guard {

        @Override
        public Optional<GuardResult> evaluate(GuardContext guardContext) {
            return guardContext
                    .lastFinished()
                    .map(finished -> finished.plus(rest))
                    .filter(guardContext.now()::isBefore)
                    .map(until -> new GuardResult.Delay(
                            "cooldown", "the target rests after its last action until " + until, until));
        }
    }

    /** Only the endpoint that our action made is deleted, and only while it is seen. */
    static final class EndpointPresentGuard implements Guard.Refusing {

        @Override
        public String name() {
            return "still-as-made";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            String action = guardContext.order().action();
            boolean there = guardContext
                    .shown()
                    .map(ResourceObservation::subject)
                    .filter(resourceSnapshot -> resourceSnapshot instanceof VpcNetwork vpc
                            && vpc.tagged(CreateS3Endpoint.TAG, action).isPresent())
                    .isPresent();
            return Guard.Refusing.refuseIf(!there, "EC2 does not show the endpoint that action " + action + " made");
        }
    }

    /** Nothing is done once somebody said halt. It refuses: a yes from before an emergency does not outlive it. */
    static final class KillSwitchGuard implements Guard.Refusing {

        @Override
        public String name() {
            return "kill-switch";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return Guard.Refusing.refuseIf(guardContext.killSwitch(), "the kill switch is on, or was since the yes");
        }
    }

    /** Only a rule that S3 takes, and that the bucket does not have, is put. */
    static final class ValidLifecycleRuleGuard implements Guard.Refusing {

        @Override
        public String name() {
            return "legal-rule";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            try {
                PutLifecycleRule.merged(guardContext.order());
                return Optional.empty();
            } catch (InvalidLifecycleRuleException refused) {
                return Optional.of(refused.why());
            }
        }
    }

    /** Leaves a host alone on whose cards a process was seen a short time ago, whatever the cards did. */
    record NoGpuProcessGuard(Duration age) implements Guard.Refusing {

        @Override
        public String name() {
            return "compute-process";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return guardContext
                    .confirmation()
                    .map(FindingConfirmation::lastProcess)
                    .filter(last -> last.isAfter(guardContext.now().minus(age)))
                    .map(NoGpuProcessGuard::text);
        }

        private static String text(Instant last) {
            return "a compute process was seen on a card of it at " + last;
        }
    }

    /** Waits for the time in which the target's environment may be changed. */
    record ChangeWindowGuard(ChangeCalendar windows) implements Guard {

        @Override
        public Optional<GuardResult> evaluate(GuardContext guardContext) {
            Instant opening = windows.openingInAll(
                    guardContext.now(), guardContext.scope().environments());
            return opening.equals(guardContext.now())
                    ? Optional.empty()
                    : Optional.of(new GuardResult.Delay(
                            "change-window", "it waits for the change window that opens at " + opening, opening));
        }
    }

    /** Leaves alone what its owner protected; any value but {@code false} protects. */
    record ProtectedTagGuard(String key) implements Guard.Refusing {

        @Override
        public String name() {
            return "protected-tag";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return guardContext
                    .tags()
                    .map(tags -> tags.get(key))
                    .filter(value -> !value.equalsIgnoreCase("false"))
                    .map(value -> "the tag " + key + " protects it");
        }
    }

    /** What AWS does not show is not touched; what else is in the way of taking it back, the step itself knows. */
    static final class TargetVisibleGuard implements Guard.Refusing {

        @Override
        public String name() {
            return "shown";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return Guard.Refusing.refuseIf(guardContext.shown().isEmpty(), "AWS did not show the target");
        }
    }

    /** A schedule counts as long as its tag says so: whoever takes it off, or changes it, ends the schedule. */
    static final class SchedulePresentGuard implements Guard.Refusing {

        @Override
        public String name() {
            return "still-scheduled";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            Optional<String> tag = guardContext.tags().map(tags -> tags.get(GleanerTagKeys.SCHEDULE));
            return Guard.Refusing.refuseIf(
                    tag.isEmpty() || !tag.equals(guardContext.schedule()),
                    "the tag " + GleanerTagKeys.SCHEDULE + " is not there any more as the schedule set it");
        }
    }

    /** Only what is still stopped, and by the stop that is taken back, is started again: another one is somebody else's. */
    static final class StillStoppedGuard implements Guard.Refusing {

        @Override
        public String name() {
            return "still-stopped";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            String state = guardContext.shown().map(ResourceObservation::state).orElse("not shown by EC2");
            return Guard.Refusing.refuseIf(
                            !state.equals(Ec2Instance.STOPPED), "the instance is " + state + ", not stopped")
                    .or(() -> Guard.Refusing.refuseIf(
                            !guardContext.effectHolds(),
                            "the instance ran since, and somebody else stopped it: that stop is not taken back"));
        }
    }

    /** The world has to be as it was shown to the person who said yes (runatlantis/atlantis#1122). */
    static final class UnchangedPlanGuard implements Guard.Refusing {

        static final String WITHDRAWN = "the finding is no longer open in the version that was approved";

        @Override
        public String name() {
            return "unchanged-plan";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return Guard.Refusing.refuseIf(!guardContext.findingHolds(), WITHDRAWN)
                    .or(() -> guardContext
                            .shown()
                            .map(ResourceObservation::subject)
                            .map(now -> now.changedSince(guardContext.order().planned()))
                            .orElse(Optional.of("AWS did not show the target")));
        }
    }

    /** Only a yes that still counts is acted on. */
    static final class ApprovalExpiryGuard implements Guard.Refusing {

        @Override
        public String name() {
            return "approval";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return Guard.Refusing.refuseIf(
                    !guardContext.now().isBefore(guardContext.validUntil()),
                    "the approval expired at " + guardContext.validUntil());
        }
    }
}
