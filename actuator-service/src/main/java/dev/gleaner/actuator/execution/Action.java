package dev.gleaner.actuator.execution;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.resource.Arn;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An approved change of one target, with its state. All times are the database's. */
@Entity
@Table(name = "action")
public class Action {

    @Id
    private String id;

    private String name;
    private String target;

    @Convert(converter = ParametersConverter.class)
    private Map<String, String> parameters;

    @Column(name = "finding_id")
    private String findingId;

    @Column(name = "finding_version")
    private int findingVersion;

    private String plan;
    private int round;
    private String state;
    private String reason;

    @Column(name = "dry_run")
    private boolean dryRun;

    @Column(name = "decided_by")
    private String decidedBy;

    @Column(name = "undo_of")
    private String undoOf;

    private @Nullable String schedule;

    @Column(name = "waits_for")
    private @Nullable String waitsFor;

    @Column(columnDefinition = "text")
    private String planned;

    @Column(columnDefinition = "text")
    private @Nullable String initial;

    /** What must still hold of the target, as it was planned. */
    @Column(columnDefinition = "text")
    private @Nullable String idleness;

    /** The saving that was shown when it was approved; null for an undo and for what a schedule does. */
    @Column(columnDefinition = "text")
    @SuppressWarnings("UnusedVariable") // the ledger reads it by a query
    private @Nullable String saving;

    @Column(name = "valid_until")
    private Instant validUntil;

    private int step;

    /** How many of its first steps are over that were preparations. */
    private int prepared;

    @Embedded
    private AttemptCounters tries;

    @Embedded
    private Lease lease;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    protected Action() {}

    /** An action that was approved just now. */
    static Action approved(Approval approval, @Nullable String undoOf, Instant now) {
        Action action = new Action();
        action.id = "act_" + UUID.randomUUID().toString().replace("-", "");
        action.name = approval.action();
        action.target = approval.target();
        action.parameters = Map.copyOf(approval.parameters());
        action.findingId = approval.finding();
        action.findingVersion = approval.version();
        action.plan = approval.plan();
        action.round = approval.round();
        action.planned = Json.text(approval.planned());
        action.idleness = approval.idleness() == null ? null : Json.text(approval.idleness());
        action.saving = approval.saving() == null ? null : Json.text(approval.saving());
        action.validUntil = approval.validUntil();
        action.dryRun = approval.dryRun();
        action.decidedBy = approval.identity();
        action.undoOf = undoOf;
        action.tries = new AttemptCounters();
        action.lease = new Lease(now);
        action.createdAt = now;
        action.updatedAt = now;
        action.state = ActionState.APPROVED.text();
        return action;
    }

    /** The undo of another action, decided just now. */
    static Action undoing(Action original, Approval approval, Instant now) {
        Action action = approved(approval, original.id, now);
        action.initial = original.initial;
        return action;
    }

    /** A stop or start that a schedule makes at one of its times, under the approval of the schedule itself. */
    static Action scheduled(Action schedule, Approval approval, Instant now) {
        Action action = approved(approval, null, now);
        action.schedule = schedule.id;
        return action;
    }

    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    public String target() {
        return target;
    }

    /** What is to be done. */
    public ActionOrder order() {
        ResourceObservation seen = initial == null ? null : Json.read(initial, ResourceObservation.class);
        IdlenessLimits limits = idleness == null ? null : Json.read(idleness, IdlenessLimits.class);
        return new ActionOrder(undoOf().orElse(id), Arn.parse(target), planned(), parameters(), seen, id, limits);
    }

    /** Id of the action of the schedule that created it; empty when a person or a policy did. */
    public Optional<String> schedule() {
        return Optional.ofNullable(schedule);
    }

    public Map<String, String> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    public String findingId() {
        return findingId;
    }

    int findingVersion() {
        return findingVersion;
    }

    public String plan() {
        return plan;
    }

    public int round() {
        return round;
    }

    public ActionState state() {
        return ActionState.of(state);
    }

    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** Name of the guard for which it waits, or waited last. */
    public Optional<String> waitsFor() {
        return Optional.ofNullable(waitsFor);
    }

    public boolean dryRun() {
        return dryRun;
    }

    public String decidedBy() {
        return decidedBy;
    }

    public Optional<String> undoOf() {
        return Optional.ofNullable(undoOf);
    }

    ResourceSnapshot planned() {
        return Json.read(planned, ResourceSnapshot.class);
    }

    Instant validUntil() {
        return validUntil;
    }

    /** Index of the step that is next or under way. */
    int step() {
        return step;
    }

    /** How many of its first steps are over that were preparations. */
    int prepared() {
        return prepared;
    }

    /** Whether a step is over that was no preparation. */
    boolean hasBegun() {
        return step > prepared;
    }

    /** Whether its preparations are over, and nothing else is. */
    boolean isPrepared() {
        return prepared > 0 && step == prepared;
    }

    /** Whether it can't be left as it is: some of it is done, or it undoes what ended between its steps. */
    boolean mustContinue() {
        return hasBegun() || (undoOf != null && decidedBy.equals(AuditDraft.GLEANER));
    }

    /** Whether its approval can be withdrawn: nothing of it is done but preparations, and it is no part of another action. */
    public boolean isWithdrawable() {
        boolean isUntouched = state() == ActionState.APPROVED || (state() == ActionState.CLAIMED && !hasBegun());
        return isUntouched && undoOf == null && schedule == null;
    }

    /** Whether something of it is done that can be undone. */
    public boolean isUndoable() {
        boolean isHalf = hasBegun() && (state() == ActionState.FAILED || state() == ActionState.REFUSED);
        return isHalf || restsBetweenSteps() || state() == ActionState.OBSERVED;
    }

    /** Whether some of it is done, and no call of it is under way. */
    boolean restsBetweenSteps() {
        return hasBegun() && state() == ActionState.CLAIMED && undoOf == null;
    }

    /** Audit entry about the decision of this action, which undoes another one. */
    AuditDraft undoDecision(String actor, Map<String, @Nullable Object> particulars) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("decision", "undo");
        detail.put("action", id);
        detail.put("undoes", undoOf().orElseThrow());
        detail.putAll(particulars);
        return new AuditDraft(actor, AuditEntry.Kind.DECIDED, findingId, target, detail);
    }

    Lease lease() {
        return lease;
    }

    AttemptCounters tries() {
        return tries;
    }

    /** When it is tried next, unless it has a holder. */
    Instant due() {
        return lease.notBefore;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    /** Claims it for this owner and this long. */
    void claim(String owner, Instant now, Duration howLong) {
        lease.acquire(owner, now, howLong);
        if (state() == ActionState.APPROVED) {
            transitionTo(ActionState.CLAIMED, now);
        }
    }

    /** Throws {@link LeaseLostException} unless it is held under this token at this time. */
    void requireHeld(long heldToken, Instant now) {
        if (!lease.isHeld(heldToken, now)) {
            throw new LeaseLostException(id, heldToken);
        }
    }

    /** Keeps the target as it was before the first step: what the action changes itself does not count later. */
    void recordInitialState(ResourceObservation shown) {
        if (initial == null && undoOf == null) {
            initial = Json.text(shown);
        }
    }

    /** Its next call is about to be made. */
    void markIntended(Instant now) {
        reason = null;
        transitionTo(ActionState.INTENT, now);
    }

    /** AWS accepted the call; the target is polled after this time. */
    void called(Instant now, Duration poll) {
        transitionTo(ActionState.CALLED, now);
        release(now.plus(poll));
    }

    /** A step is done, which may have been a preparation; the next one is due later. */
    void advance(boolean isPreparation, Instant later, Instant now) {
        if (isPreparation && !hasBegun()) {
            prepared++;
        }
        step++;
        tries.reset();
        reason = null;
        transitionTo(ActionState.CLAIMED, now);
        release(later);
    }

    /** Releases it until later for this guard and reason. */
    void waitsFor(String guard, String why, Instant later) {
        waitsFor = guard;
        postpone(why, later);
    }

    /** Releases it until later for this reason. */
    void postpone(@Nullable String why, Instant later) {
        reason = why;
        release(later);
    }

    /** Releases it until later. */
    void release(Instant later) {
        lease.release(later);
    }

    /** Releases it until later after a failure of AWS, whose message is the reason. */
    void retry(String why, Instant later) {
        tries.countFailure();
        postpone(why, later);
    }

    /** Releases it until later after AWS throttled it. */
    void deferThrottled(String why, Instant later) {
        tries.countThrottle();
        postpone(why, later);
    }

    /** Ends it in this state. */
    void end(ActionState last, @Nullable String why, Instant now) {
        postpone(why, now);
        transitionTo(last, now);
    }

    /** Its undo is done. */
    void markUndone(Instant now) {
        transitionTo(ActionState.UNDONE, now);
    }

    /** Throws {@link IllegalStateException} where the table of {@link ActionState} does not have the transition. */
    void transitionTo(ActionState next, Instant now) {
        if (!state().mayBecome(next)) {
            throw new IllegalStateException(
                    "action " + id + " is " + state + " and can't become " + next.text() + " from there");
        }
        state = next.text();
        updatedAt = now;
    }

    /**
     * An action that this process holds for a while.
     *
     * @param action as it was when it was claimed; not for writing
     * @param intent its intent that is not closed
     * @param halted whether the kill switch has been on since the action was decided
     * @param now the database's time of the claim
     * @param claimedNanos this process' own steady clock just before the claim, in nanoseconds
     */
    record Claim(Action action, Optional<Intent> intent, boolean halted, Instant now, long claimedNanos) {

        String id() {
            return action.id();
        }

        long token() {
            return action.lease().token();
        }

        /** Whether the action will be refused whatever AWS shows. */
        boolean isOnlyToBeRefused() {
            return halted && intent.isEmpty() && !action.mustContinue();
        }

        /** Until when, by this process' steady clock, a call may be sent that takes so long at most and has to end within the lease. */
        long sendDeadline(Duration call, Duration lease) {
            return claimedNanos + lease.minus(call).toNanos();
        }
    }

    /** Another process holds the action now, so that this one has to leave it alone. */
    static final class LeaseLostException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        LeaseLostException(String action, long token) {
            super("action " + action + " is no longer held under token " + token, null, false, false);
        }
    }

    /** The holder of an action, the end of the lease and its token; and when the action is due while it has no holder. */
    @Embeddable
    static class Lease {

        private long token;

        @Column(name = "lease_owner")
        private String leaseOwner;

        @Column(name = "lease_until")
        private Instant leaseUntil;

        @Column(name = "not_before")
        private Instant notBefore;

        protected Lease() {}

        /** A lease without a holder, due from this time. */
        Lease(Instant due) {
            this.notBefore = due;
        }

        long token() {
            return token;
        }

        Instant until() {
            return leaseUntil;
        }

        /** Whether it has a holder that did not release it. */
        boolean isAbandoned() {
            return leaseOwner != null;
        }

        /** Whether it is held under this token at this time. */
        boolean isHeld(long heldToken, Instant now) {
            return token == heldToken && leaseUntil != null && now.isBefore(leaseUntil);
        }

        /** Holds it this long under a token larger than any before. */
        void acquire(String owner, Instant now, Duration lease) {
            token++;
            leaseOwner = owner;
            leaseUntil = now.plus(lease);
        }

        /** Releases it until later. */
        void release(Instant later) {
            leaseOwner = null;
            leaseUntil = null;
            notBefore = later;
        }
    }

    /** Parameters of an action as JSON in a column. */
    @Converter
    static class ParametersConverter implements AttributeConverter<Map<String, String>, String> {

        private static final TypeReference<Map<String, String>> TYPE = new TypeReference<>() {};

        @Override
        public String convertToDatabaseColumn(Map<String, String> parameters) {
            return Json.text(parameters);
        }

        @Override
        public Map<String, String> convertToEntityAttribute(String column) {
            return Json.mapper().convertValue(Json.read(column, JsonNode.class), TYPE);
        }
    }

    /** How often AWS did not do what a step asked for. */
    @Embeddable
    static class AttemptCounters {

        private int attempts;
        private int throttles;

        /** How often it failed. */
        int attempts() {
            return attempts;
        }

        /** How often AWS throttled it, which is no failure of the step, so it is no attempt. */
        int throttles() {
            return throttles;
        }

        void countFailure() {
            attempts++;
        }

        void countThrottle() {
            throttles++;
        }

        /** Starts again from zero for the next step. */
        void reset() {
            attempts = 0;
            throttles = 0;
        }
    }
}
