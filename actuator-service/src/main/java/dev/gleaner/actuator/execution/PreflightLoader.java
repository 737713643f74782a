package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.guard.CanaryWaveState;
import dev.gleaner.actuator.guard.GuardContext;
import dev.gleaner.actuator.guard.KillSwitch;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.resource.EnvironmentTag;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers what the guards look at, in the transaction that will write the intent. */
@ApplicationScoped
class PreflightLoader {

    private static final GuardContext.RateLimitState UNKNOWN = new GuardContext.RateLimitState(
            false, List.of(), BigDecimal.ZERO, new CanaryWaveState("", "", 0, 0, 0, 0, 0, Optional.empty()), 0);

    /**
     * What was said of this finding, but of work and processes on the cards whatever finding on the target it was said of. The
     * finding that a schedule answered is confirmed no more.
     */
    private static final String CONFIRMATION = """
            select case when :scheduled then max(c.through) else max(c.through) filter (where c.finding_id = :key) end,
                   max(c.last_work), max(c.last_process)
              from confirmation c join finding f on f.id = c.finding_id where f.target = :target
            """;

    private final KillSwitch killSwitch;
    private final RateLimits rateLimits;
    private final ActionEffectRepository actionEffectRepository;

    PreflightLoader(KillSwitch killSwitch, RateLimits rateLimits, ActionEffectRepository actionEffectRepository) {
        this.killSwitch = killSwitch;
        this.rateLimits = rateLimits;
        this.actionEffectRepository = actionEffectRepository;
    }

    /** What AWS showed, with what the database says; all of it stays so until the transaction ends. */
    Uni<GuardContext> load(
            LockedAction lockedAction, Optional<ResourceObservation> shown, GuardContext.LiveEvidence liveEvidence) {
        return row(lockedAction)
                .flatMap(row -> load(lockedAction, row, holding(lockedAction, row), shown, liveEvidence));
    }

    private Uni<GuardContext> load(
            LockedAction lockedAction,
            Optional<FindingRow> row,
            Optional<Finding> finding,
            Optional<ResourceObservation> shown,
            GuardContext.LiveEvidence liveEvidence) {
        return confirmation(lockedAction)
                .flatMap(confirmation -> lastFinished(lockedAction)
                        .flatMap(finished -> schedule(lockedAction)
                                .flatMap(schedule -> killSwitch(lockedAction)
                                        .flatMap(on -> pace(lockedAction, row, finding)
                                                .flatMap(rateLimitState -> effectHolds(lockedAction, shown)
                                                        .map(holds -> new GuardContext(
                                                                lockedAction.now(),
                                                                on,
                                                                lockedAction
                                                                        .action()
                                                                        .validUntil(),
                                                                finding.isPresent(),
                                                                finding.map(Finding::rule),
                                                                lockedAction
                                                                        .action()
                                                                        .order(),
                                                                shown,
                                                                liveEvidence,
                                                                confirmation,
                                                                finished,
                                                                lockedAction
                                                                        .definition()
                                                                        .preconditions(),
                                                                schedule,
                                                                holds,
                                                                scope(
                                                                        lockedAction,
                                                                        row.map(FindingRow::finding),
                                                                        shown),
                                                                rateLimitState)))))));
    }

    /** Whether the target still is as the action left it that is taken back; what it left by half, its own steps look at. */
    private Uni<Boolean> effectHolds(LockedAction lockedAction, Optional<ResourceObservation> shown) {
        Optional<String> original = lockedAction.action().undoOf();
        return original.isEmpty() || lockedAction.action().order().isUnfinished()
                ? Uni.createFrom().item(true)
                : actionEffectRepository
                        .find(lockedAction.session(), original.get())
                        .map(effect ->
                                effect.flatMap(was -> shown.map(was::holds)).orElse(false));
    }

    private Uni<Boolean> killSwitch(LockedAction lockedAction) {
        return lockedAction.action().mustContinue()
                ? killSwitch.isOn(lockedAction.session())
                : killSwitch.wasOn(lockedAction.session(), lockedAction.action().createdAt());
    }

    /** Whether the kill switch was on since the yes, before a step that needs the yes anew. */
    Uni<Boolean> wasHalted(LockedAction lockedAction) {
        return lockedAction.requiresFreshApproval()
                ? killSwitch.wasOn(lockedAction.session(), lockedAction.action().createdAt())
                : Uni.createFrom().item(false);
    }

    /** A step that needs the yes anew needs its part of the budget anew. */
    private Uni<GuardContext.RateLimitState> pace(
            LockedAction lockedAction, Optional<FindingRow> row, Optional<Finding> finding) {
        Uni<GuardContext.RateLimitState> pace = paceOf(lockedAction, row, finding);
        return lockedAction.requiresFreshApproval() ? pace.map(GuardContext.RateLimitState::anew) : pace;
    }

    /**
     * Only for what may begin: nothing is locked for what will be refused, or is taken back. What a schedule stops, and what
     * needs the yes anew, does not ask whether the finding still holds.
     */
    private Uni<GuardContext.RateLimitState> paceOf(
            LockedAction lockedAction, Optional<FindingRow> row, Optional<Finding> finding) {
        boolean whateverBecameOfIt =
                lockedAction.action().schedule().isPresent() || lockedAction.requiresFreshApproval();
        Optional<Finding> about = whateverBecameOfIt ? row.map(FindingRow::finding) : finding;
        return about.filter(holds -> RateLimits.isCounted(lockedAction))
                .map(holds -> rateLimits.of(lockedAction, holds))
                .orElseGet(() -> Uni.createFrom().item(UNKNOWN));
    }

    /**
     * Whose it is does not depend on whether the finding still holds. A finding can be old: what AWS shows now counts beside
     * it.
     */
    private static GuardContext.Scope scope(
            LockedAction lockedAction, Optional<Finding> finding, Optional<ResourceObservation> shown) {
        Set<String> environments = new HashSet<>();
        environments.add(
                finding.map(Finding::owner).map(Finding.Owner::environment).orElse(GuardContext.Scope.UNKNOWN));
        shown.map(ResourceObservation::subject)
                .map(resourceSnapshot -> Optional.ofNullable(EnvironmentTag.of(resourceSnapshot.tags())))
                .ifPresent(tagged -> environments.add(tagged.orElse(GuardContext.Scope.UNKNOWN)));
        return new GuardContext.Scope(
                finding.map(Finding::account).orElse(""),
                environments,
                lockedAction.action().decidedBy());
    }

    private static Uni<Optional<FindingRow>> row(LockedAction lockedAction) {
        Action action = lockedAction.action();
        return lockedAction
                .session()
                .find(Proposal.class, action.target(), LockModeType.PESSIMISTIC_WRITE)
                .chain(() -> lockedAction
                        .session()
                        .find(FindingRow.class, action.findingId(), LockModeType.PESSIMISTIC_READ))
                .map(Optional::ofNullable);
    }

    /** The finding, if it is still open in the version that was approved. */
    private static Optional<Finding> holding(LockedAction lockedAction, Optional<FindingRow> row) {
        return row.filter(found -> found.isOpen()
                        && found.version() == lockedAction.action().findingVersion())
                .map(FindingRow::finding);
    }

    /** The tag of the schedule that made the action; what no tag says once that has ended. */
    private static Uni<Optional<String>> schedule(LockedAction lockedAction) {
        Optional<String> schedule = lockedAction.action().schedule();
        return schedule.isEmpty()
                ? Uni.createFrom().item(schedule)
                : lockedAction
                        .session()
                        .createNativeQuery(
                                "select coalesce(max(tag), '') from schedule where action_id = :key and state ="
                                        + " 'active'",
                                String.class)
                        .setParameter("key", schedule.get())
                        .getSingleResult()
                        .map(Optional::of);
    }

    private static Uni<Optional<FindingConfirmation>> confirmation(LockedAction lockedAction) {
        return lockedAction
                .session()
                .createNativeQuery(CONFIRMATION, Tuple.class)
                .setParameter("key", lockedAction.action().findingId())
                .setParameter("target", lockedAction.action().target())
                .setParameter("scheduled", lockedAction.action().schedule().isPresent())
                .getSingleResult()
                .map(row -> Optional.of(row)
                        .filter(found -> instant(found, 0) != null)
                        .map(said -> new FindingConfirmation(
                                Objects.requireNonNull(instant(said, 0)), instant(said, 1), instant(said, 2))));
    }

    private static @Nullable Instant instant(Tuple row, int column) {
        OffsetDateTime time = row.get(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static Uni<Optional<Instant>> lastFinished(LockedAction lockedAction) {
        return lockedAction
                .session()
                .createNativeQuery(
                        "select max(updated_at) from action where target = :key and state in ('observed', 'undone')",
                        Instant.class)
                .setParameter("key", lockedAction.action().target())
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }
}
