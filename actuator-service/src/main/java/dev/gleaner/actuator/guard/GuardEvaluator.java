package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.TargetType;
import dev.gleaner.contracts.resource.ResourceKind;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Evaluates the guards of an action in a fixed order; the first objection counts. Guards that ask whether the action is
 * permitted come first, then those of the state of the target. Delays come last, so that an action that would be refused
 * does not wait.
 */
@Startup
@ApplicationScoped
public class GuardEvaluator {

    /**
     * Guards that count only before the first step: a preparation on the target is work in its metrics, and has taken its share of the
     * limits.
     */
    private static final Set<Class<? extends Guard>> BEFORE_PREPARATION = Set.of(
            IdlenessGuards.StillIdleGuard.class,
            IdlenessGuards.CurrentlyQuietGuard.class,
            DiskQuietGuard.class,
            RecurringWorkGuard.class,
            RateGuards.CanaryWaveGuard.class,
            RateGuards.HourlyBudgetGuard.class);

    private final GuardConfig config;
    private final ChangeCalendar windows;

    /**
     * Throws {@link IllegalArgumentException} when the change windows are invalid: the service must not start with unknown
     * windows.
     */
    GuardEvaluator(GuardConfig config) {
        this.config = config;
        this.windows = ChangeCalendarParser.read(config);
    }

    /** Objection to starting an action now; empty when there is none. */
    public Optional<GuardResult> evaluateStart(GuardContext guardContext) {
        return first(startGuards(guardContext), guardContext);
    }

    private List<Guard> startGuards(GuardContext guardContext) {
        return guardContext.schedule().isPresent()
                ? stoppingByASchedule()
                : actionGuards(guardContext.order().planned().targetType(), guardContext.rule());
    }

    /**
     * Objection to the first change of an action or undo that a step on the target has prepared; empty when there is none. The
     * guards of its start count again, except those of metrics and limits. What would delay the start refuses: the preparation would be
     * out of date.
     */
    public Optional<GuardResult> evaluatePrepared(GuardContext guardContext, boolean isUndo) {
        List<Guard> guards = isUndo ? undoGuards(guardContext) : startGuards(guardContext);
        return first(
                        guards.stream()
                                .filter(guard -> !BEFORE_PREPARATION.contains(guard.getClass()))
                                .toList(),
                        guardContext)
                .map(objection -> objection instanceof GuardResult.Delay delay
                        ? new GuardResult.Refusal(
                                delay.guard(),
                                delay.reason(),
                                "Approve it again, for a time at which nothing delays it.")
                        : objection);
    }

    /**
     * All objections to starting an action, for a preview before anyone approved it: of the guards that depend on the target,
     * on what was read about it and on the limits. Those that depend on the approval are left out, and so are those of {@link
     * #previewNow}, which change from one moment to the next.
     */
    public List<GuardResult> preview(GuardContext guardContext) {
        return actionGuards(guardContext.order().planned().targetType(), guardContext.rule()).stream()
                .filter(guard -> !isPreviewedApart(guard))
                .filter(guard -> guard.appliesTo(guardContext))
                .flatMap(guard -> guard.evaluate(guardContext).stream())
                .toList();
    }

    /** Whether it is a guard of an approval, or of {@link #previewNow}. */
    private static boolean isPreviewedApart(Guard guard) {
        return guard.equals(ApprovalGuards.KILL_SWITCH)
                || guard.equals(ApprovalGuards.APPROVAL_EXPIRY)
                || guard instanceof ApprovalGuards.RecentConfirmationGuard;
    }

    /**
     * The objections to an action at this moment that do not depend on the target.
     *
     * @param confirmed up to when the analyzer confirmed the finding
     */
    public List<GuardResult> previewNow(
            Instant now, boolean killSwitch, ResourceKind kind, String rule, Optional<Instant> confirmed) {
        List<GuardResult> objections = new ArrayList<>();
        if (killSwitch) {
            objections.add(new GuardResult.Refusal(
                    ApprovalGuards.KILL_SWITCH.name(), "the kill switch is on", ApprovalGuards.KILL_SWITCH.end()));
        }
        ApprovalGuards.RecentConfirmationGuard confirmation = recentConfirmation(kind, Optional.of(rule));
        confirmation
                .refuse(confirmed, now)
                .map(why ->
                        new GuardResult.Refusal(confirmation.name(), why, ApprovalGuards.RecentConfirmationGuard.LIFT))
                .ifPresent(objections::add);
        return objections;
    }

    /**
     * Objection to continuing an action of several steps that has begun; empty when there is none. Its approval has been
     * used and no longer expires, and changes by its own earlier steps are no objection.
     */
    public Optional<GuardResult> evaluateContinuation(GuardContext guardContext) {
        return first(
                List.of(
                        ApprovalGuards.KILL_SWITCH,
                        allowedAccount(),
                        new OwnershipGuards.ProtectedTagGuard(config.protectedTag()),
                        controllerOwner()),
                guardContext);
    }

    /** The same before an irreversible step, which may come days after the approval and outside the change window. */
    public Optional<GuardResult> evaluateIrreversibleStep(GuardContext guardContext, boolean needsFinding) {
        Optional<GuardResult> withdrawn = needsFinding && !guardContext.findingOpen()
                ? Optional.of(new GuardResult.Refusal(
                        "unchanged-plan",
                        ApprovalGuards.WITHDRAWN,
                        "Nothing has to be done: the finding is asked about again if it still holds."))
                : Optional.empty();
        return evaluateContinuation(guardContext)
                .or(() -> withdrawn)
                .or(() -> first(
                        List.of(new RateGuards.ChangeWindowGuard(windows), new RateGuards.HourlyBudgetGuard()),
                        guardContext));
    }

    /** Objection to undoing an action now; empty when there is none. */
    public Optional<GuardResult> evaluateUndo(GuardContext guardContext) {
        return first(
                guardContext.schedule().isPresent() ? startingByASchedule() : undoGuards(guardContext), guardContext);
    }

    private List<Guard> actionGuards(TargetType<?, ?> target, Optional<String> rule) {
        List<Guard> guards = new ArrayList<>(List.of(ApprovalGuards.KILL_SWITCH, ApprovalGuards.APPROVAL_EXPIRY));
        guards.add(allowedAccount());
        guards.add(new OwnershipGuards.ProtectedTagGuard(config.protectedTag()));
        guards.add(controllerOwner());
        guards.add(new IdlenessGuards.InstanceDataLossGuard());
        guards.add(ApprovalGuards.UNCHANGED_PLAN);
        guards.add(recentConfirmation(target.kind(), rule));
        guards.addAll(stillValid(target));
        GuardConfig.Flaps flaps = config.flaps();
        guards.add(new RateGuards.FlappingGuard(flaps.times(), flaps.timesByPolicy(), flaps.within()));
        guards.addAll(delays());
        return guards;
    }

    /** Guards that delay an action. Only in a halted wave the action is refused. */
    private List<Guard> delays() {
        return List.of(
                new RateGuards.CanaryWaveGuard(config.canary().threshold()),
                new RateGuards.ChangeWindowGuard(windows),
                new RateGuards.CooldownGuard(config.cooldown()),
                new RateGuards.HourlyBudgetGuard());
    }

    private List<Guard> stillValid(TargetType<?, ?> target) {
        List<Guard> guards = new ArrayList<>();
        if (target.changed() == TargetType.ChangedPart.LIFECYCLE_DOCUMENT) {
            guards.add(new ApprovalGuards.ValidLifecycleRuleGuard());
        }
        guards.addAll(unusedBy(target.use()));
        return guards;
    }

    private List<Guard> unusedBy(TargetType.UseEvidence use) {
        return switch (use) {
            case FINDING -> List.of();
            case OWN_METRICS -> {
                List<Guard> guards = new ArrayList<>();
                guards.add(stillIdle());
                guards.add(new DiskQuietGuard(config.hours(), config.coverage(), config.diskOperations()));
                guards.add(new RecurringWorkGuard());
                guards.addAll(unused());
                yield guards;
            }
            case MEMBERS -> {
                List<Guard> guards = new ArrayList<>(endingMembers());
                guards.add(new RecurringWorkGuard());
                yield guards;
            }
            case DAYS -> List.of(new RecurringWorkGuard());
        };
    }

    /** Guards of any stop: nobody and nothing uses the instance, whatever its metrics show. */
    private List<Guard> unused() {
        List<Guard> guards = new ArrayList<>(computing());
        guards.addAll(interrupting());
        return guards;
    }

    /** Guards of the work of an instance that its CPU need not show. */
    private List<Guard.Refusing> computing() {
        return List.of(
                new IdlenessGuards.NoGpuProcessGuard(config.process(), config.confirmationAhead()),
                IdlenessGuards.CHECKPOINT_SAVED);
    }

    /** Guards of an Auto Scaling group that may end any of its instances. */
    private List<Guard> endingMembers() {
        List<Guard.Refusing> ofEach =
                new ArrayList<>(List.of(new OwnershipGuards.ProtectedTagGuard(config.protectedTag())));
        ofEach.addAll(computing());
        List<Guard> guards = new ArrayList<>(List.of(new GroupMembersGuard(ofEach)));
        guards.addAll(interrupting());
        return guards;
    }

    /** Guards of what may interrupt people. */
    private List<Guard> interrupting() {
        List<Guard> guards = new ArrayList<>(List.of(IdlenessGuards.REPORTED_WORK));
        if (config.sessions()) {
            guards.add(IdlenessGuards.OPEN_SESSION);
        }
        return guards;
    }

    private ApprovalGuards.RecentConfirmationGuard recentConfirmation(ResourceKind kind, Optional<String> rule) {
        return new ApprovalGuards.RecentConfirmationGuard(confirmationAge(kind, rule), config.confirmationAhead());
    }

    /**
     * Largest age of a confirmation: the interval of the source of the finding plus an hour. The source is that of the rule
     * where one is configured, otherwise the slowest of the kind of target.
     */
    Duration confirmationAge(ResourceKind kind, Optional<String> rule) {
        if (rule.filter(config.cardRules()::contains).isPresent()) {
            return config.cardConfirmation();
        }
        return rule.map(config.ruleConfirmation()::get).orElseGet(() -> switch (kind.confirmed()) {
            case HOURLY -> config.confirmation();
            case SIX_HOURLY -> config.gatewayConfirmation();
            case DAILY -> config.listedConfirmation();
            case WEEKLY -> config.weeklyConfirmation();
            case BY_BILL -> config.billConfirmation();
        });
    }

    private Guard allowedAccount() {
        return new OwnershipGuards.AllowedAccountGuard(
                config.accounts(), config.protectedAccounts().orElse(Set.of()));
    }

    private Guard controllerOwner() {
        return new OwnershipGuards.ControllerOwnedGuard(
                new ControllerRegistry(config.controllerTags().orElse(List.of()), config.managers()));
    }

    private Guard volumesQuietNow() {
        return new DiskQuietGuard(0, config.coverage(), config.diskOperations());
    }

    private Guard stillIdle() {
        return new IdlenessGuards.StillIdleGuard(IdlenessRequirement.of(config), config.metricDelay());
    }

    /**
     * An automatic undo of an incomplete action ignores a protection that was added since, because an action must not stay
     * incomplete. An undo by a person respects it.
     */
    private List<Guard> undoGuards(GuardContext guardContext) {
        List<Guard> guards = new ArrayList<>(List.of(ApprovalGuards.KILL_SWITCH, ApprovalGuards.APPROVAL_EXPIRY));
        if (!guardContext.scope().isAutomatic()) {
            guards.add(allowedAccount());
            guards.add(new OwnershipGuards.ProtectedTagGuard(config.protectedTag()));
        }
        TargetType<?, ?> target = guardContext.order().planned().targetType();
        guards.add(stillAsLeft(target.changed()));
        if (hasToStop(guardContext) && !guardContext.scope().isAutomatic()) {
            guards.addAll(stoppingForUndo());
        }
        if (target.use() == TargetType.UseEvidence.MEMBERS
                && guardContext.demands().contains(TargetPrecondition.FREE_MEMBERS)
                && !guardContext.scope().isAutomatic()) {
            guards.addAll(endingMembers());
            guards.add(new RateGuards.ChangeWindowGuard(windows));
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

    /**
     * Guards of an undo that stops the instance: those of any stop, and one that requires an idle instance at this moment.
     */
    private List<Guard> stoppingForUndo() {
        List<Guard> guards = new ArrayList<>(List.of(
                new IdlenessGuards.InstanceDataLossGuard(),
                new IdlenessGuards.CurrentlyQuietGuard(config.busy()),
                volumesQuietNow()));
        guards.addAll(unused());
        guards.add(new RateGuards.ChangeWindowGuard(windows));
        return guards;
    }

    private static Guard stillAsLeft(TargetType.ChangedPart changed) {
        return switch (changed) {
            case RUN_STATE -> RestoreGuards.STILL_STOPPED;
            case LIFECYCLE_DOCUMENT -> RestoreGuards.LIFECYCLE_UNCHANGED;
            case CREATED_ENDPOINT -> RestoreGuards.ENDPOINT_PRESENT;
            case OF_STEPS -> RestoreGuards.TARGET_VISIBLE;
        };
    }

    /**
     * Guards of a stop by a schedule. The schedule has resolved the finding, so no confirmation is needed, but CPU and GPUs
     * have to be quiet now, since work may just have ended. Its hours were approved, so no change window applies; a
     * blackout does.
     */
    private List<Guard> stoppingByASchedule() {
        List<Guard> guards = new ArrayList<>(startable());
        guards.add(new IdlenessGuards.InstanceDataLossGuard());
        guards.add(new IdlenessGuards.CurrentlyQuietGuard(config.busy()));
        guards.add(volumesQuietNow());
        guards.addAll(unused());
        guards.add(new RateGuards.ChangeWindowGuard(windows.blackoutsOnly()));
        guards.add(new RateGuards.HourlyBudgetGuard());
        return guards;
    }

    private List<Guard> startingByASchedule() {
        List<Guard> guards = new ArrayList<>(startable());
        guards.add(RestoreGuards.STILL_STOPPED);
        return guards;
    }

    private List<Guard> startable() {
        return List.of(
                ApprovalGuards.KILL_SWITCH,
                ApprovalGuards.APPROVAL_EXPIRY,
                RestoreGuards.SCHEDULE_PRESENT,
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
