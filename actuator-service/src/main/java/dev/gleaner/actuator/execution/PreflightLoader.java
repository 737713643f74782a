package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.aws.resource.ResourceObservation;
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
    private final RateLimits paces;
    private final ActionEffectRepository effects;

    PreflightLoader(KillSwitch killSwitch, RateLimits paces, ActionEffectRepository effects) {
        this.killSwitch = killSwitch;
        this.paces = paces;
        this.effects = effects;
    }

    /** What AWS showed, with what the database says; all of it stays so until the transaction ends. */
    Uni<GuardContext> load(LockedAction hold, Optional<ResourceObservation> shown, GuardContext.LiveEvidence fresh) {
        return row(hold).flatMap(row -> load(hold, row, holding(hold, row), shown, fresh));
    }

    private Uni<GuardContext> load(
            LockedAction hold,
            Optional<FindingRow> row,
            Optional<Finding> finding,
            Optional<ResourceObservation> shown,
            GuardContext.LiveEvidence fresh) {
        return confirmation(hold)
                .flatMap(confirmation -> lastFinished(hold)
                        .flatMap(finished -> schedule(hold)
                                .flatMap(schedule -> killSwitch(hold)
                                        .flatMap(on -> pace(hold, row, finding)
                                                .flatMap(pace -> effectHolds(hold, shown)
                                                        .map(holds -> new GuardContext(
                                                                hold.now(),
                                                                on,
                                                                hold.action().validUntil(),
                                                                finding.isPresent(),
                                                                finding.map(Finding::rule),
                                                                hold.action().order(),
                                                                shown,
                                                                fresh,
                                                                confirmation,
                                                                finished,
                                                                hold.definition()
                                                                        .preconditions(),
                                                                schedule,
                                                                holds,
                                                                scope(hold, row.map(FindingRow::finding), shown),
                                                                pace)))))));
    }

    /** Whether the target still is as the action left it that is taken back; what it left by half, its own steps look at. */
    private Uni<Boolean> effectHolds(LockedAction hold, Optional<ResourceObservation> shown) {
        Optional<String> original = hold.action().undoOf();
        return original.isEmpty() || hold.action().order().isUnfinished()
                ? Uni.createFrom().item(true)
                : effects.find(hold.session(), original.get())
                        .map(effect ->
                                effect.flatMap(was -> shown.map(was::holds)).orElse(false));
    }

    private Uni<Boolean> killSwitch(LockedAction hold) {
        return hold.action().mustContinue()
                ? killSwitch.isOn(hold.session())
                : killSwitch.wasOn(hold.session(), hold.action().createdAt());
    }

    /** Whether the kill switch was on since the yes, before a step that needs the yes anew. */
    Uni<Boolean> wasHalted(LockedAction hold) {
        return hold.requiresFreshApproval()
                ? killSwitch.wasOn(hold.session(), hold.action().createdAt())
                : Uni.createFrom().item(false);
    }

    /** A step that needs the yes anew needs its part of the budget anew. */
    private Uni<GuardContext.RateLimitState> pace(
            LockedAction hold, Optional<FindingRow> row, Optional<Finding> finding) {
        Uni<GuardContext.RateLimitState> pace = paceOf(hold, row, finding);
        return hold.requiresFreshApproval() ? pace.map(GuardContext.RateLimitState::anew) : pace;
    }

    /**
     * Only for what may begin: nothing is locked for what will be refused, or is taken back. What a schedule stops, and what
     * needs the yes anew, does not ask whether the finding still holds.
     */
    private Uni<GuardContext.RateLimitState> paceOf(
            LockedAction hold, Optional<FindingRow> row, Optional<Finding> finding) {
        boolean whateverBecameOfIt = hold.action().schedule().isPresent() || hold.requiresFreshApproval();
        Optional<Finding> about = whateverBecameOfIt ? row.map(FindingRow::finding) : finding;
        return about.filter(holds -> RateLimits.isCounted(hold))
                .map(holds -> paces.of(hold, holds))
                .orElseGet(() -> Uni.createFrom().item(UNKNOWN));
    }

    /**
     * Whose it is does not depend on whether the finding still holds. A finding can be old: what AWS shows now counts beside
     * it.
     */
    private static GuardContext.Scope scope(
            LockedAction hold, Optional<Finding> finding, Optional<ResourceObservation> shown) {
        Set<String> environments = new HashSet<>();
        environments.add(
                finding.map(Finding::owner).map(Finding.Owner::environment).orElse(GuardContext.Scope.UNKNOWN));
        shown.map(ResourceObservation::subject)
                .map(subject -> Optional.ofNullable(EnvironmentTag.of(subject.tags())))
                .ifPresent(tagged -> environments.add(tagged.orElse(GuardContext.Scope.UNKNOWN)));
        return new GuardContext.Scope(
                finding.map(Finding::account).orElse(""),
                environments,
                hold.action().decidedBy());
    }

    private static Uni<Optional<FindingRow>> row(LockedAction hold) {
        Action action = hold.action();
        return hold.session()
                .find(Proposal.class, action.target(), LockModeType.PESSIMISTIC_WRITE)
                .chain(() -> hold.session().find(FindingRow.class, action.findingId(), LockModeType.PESSIMISTIC_READ))
                .map(Optional::ofNullable);
    }

    /** The finding, if it is still open in the version that was approved. */
    private static Optional<Finding> holding(LockedAction hold, Optional<FindingRow> row) {
        return row.filter(found ->
                        found.isOpen() && found.version() == hold.action().findingVersion())
                .map(FindingRow::finding);
    }

    /** The tag of the schedule that made the action; what no tag says once that has ended. */
    private static Uni<Optional<String>> schedule(LockedAction hold) {
        Optional<String> schedule = hold.action().schedule();
        return schedule.isEmpty()
                ? Uni.createFrom().item(schedule)
                : hold.session()
                        .createNativeQuery(
                                "select coalesce(max(tag), '') from schedule where action_id = :key and state ="
                                        + " 'active'",
                                String.class)
                        .setParameter("key", schedule.get())
                        .getSingleResult()
                        .map(Optional::of);
    }

    private static Uni<Optional<FindingConfirmation>> confirmation(LockedAction hold) {
        return hold.session()
                .createNativeQuery(CONFIRMATION, Tuple.class)
                .setParameter("key", hold.action().findingId())
                .setParameter("target", hold.action().target())
                .setParameter("scheduled", hold.action().schedule().isPresent())
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

    private static Uni<Optional<Instant>> lastFinished(LockedAction hold) {
        return hold.session()
                .createNativeQuery(
                        "select max(updated_at) from action where target = :key and state in ('observed', 'undone')",
                        Instant.class)
                .setParameter("key", hold.action().target())
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }
}
