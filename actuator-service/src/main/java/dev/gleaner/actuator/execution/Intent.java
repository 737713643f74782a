package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.contracts.Json;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A step on a target, written before its AWS call, with the state of the target before. The database accepts only one
 * intent per target that is not closed.
 */
@Entity
@Table(name = "intent")
class Intent {

    private static final String OPEN = "open";
    private static final String CALLED = "called";
    private static final String CLOSED = "closed";

    @Id
    private String id;

    @Column(name = "action_id")
    private String actionId;

    private String target;
    private int step;
    private long token;
    private String state;

    @Column(columnDefinition = "text")
    private String before;

    @Column(name = "request_id")
    private String requestId;

    private String outcome;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "under_way_until")
    private Instant underWayUntil;

    @Column(name = "called_at")
    private Instant calledAt;

    @Column(name = "seen_under_way_at")
    private @Nullable Instant seenUnderWayAt;

    @Column(name = "overdue_at")
    private @Nullable Instant overdueAt;

    @Column(name = "closed_at")
    private Instant closedAt;

    protected Intent() {}

    /** Creates an intent. Its call has ended, with or without success, when the lease of its action ends. */
    static Intent of(Action action, ResourceObservation before, Instant now) {
        Intent intent = new Intent();
        intent.id = "int_" + UUID.randomUUID().toString().replace("-", "");
        intent.actionId = action.id();
        intent.target = action.target();
        intent.step = action.step();
        intent.before = Json.text(before);
        intent.createdAt = now;
        intent.state = OPEN;
        intent.renew(action);
        return intent;
    }

    ResourceObservation before() {
        return Json.read(before, ResourceObservation.class);
    }

    /** Whether AWS is known to have accepted the call. */
    boolean isCalled() {
        return CALLED.equals(state);
    }

    /** When it was written, before its first call. */
    Instant createdAt() {
        return createdAt;
    }

    /** When the last call that may have been made has ended. */
    Instant callsEndedAt() {
        return underWayUntil;
    }

    /** Start of the time that AWS needs. */
    Instant since() {
        return calledAt == null ? createdAt : calledAt;
    }

    /**
     * Start of the time in which AWS has not shown the effect: the call, or the last poll that showed the step in progress.
     */
    Instant lastProgressAt() {
        return seenUnderWayAt == null || seenUnderWayAt.isBefore(since()) ? since() : seenUnderWayAt;
    }

    /** Records that AWS showed the step in progress. */
    void markUnderWay(Instant now) {
        this.seenUnderWayAt = now;
    }

    /** Records that the step takes longer than usual. Returns whether that is new. */
    boolean markOverdue(Instant now) {
        boolean isNew = overdueAt == null;
        if (isNew) {
            overdueAt = now;
        }
        return isNew;
    }

    Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /** The current holder of the action will make the call, since it has not been made before or has failed. */
    final void renew(Action action) {
        this.token = action.lease().token();
        this.underWayUntil = action.lease().until();
    }

    /** Records that the call ended without an answer that shows its result. */
    void callEnded(Instant now) {
        this.underWayUntil = now;
    }

    void called(String awsRequest, Instant now) {
        this.state = CALLED;
        this.requestId = awsRequest;
        this.calledAt = now;
    }

    void close(String end, Instant now) {
        this.state = CLOSED;
        this.outcome = end;
        this.closedAt = now;
    }

    @Override
    public String toString() {
        return id + " of step " + step + " of " + actionId + " on " + target + " under " + token + ": " + state + " "
                + outcome(closedAt);
    }

    private String outcome(@Nullable Instant closed) {
        return closed == null ? "" : outcome + " at " + closed;
    }
}
