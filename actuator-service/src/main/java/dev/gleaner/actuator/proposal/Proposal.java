package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Row of table {@code proposal}: the question about a target. There is one per target; asking again is a new round. */
@Entity
@Table(name = "proposal")
public class Proposal {

    private static final int ID_DIGITS = 24;

    @Id
    private String target;

    private String id;
    private int round;
    private String state;

    @Column(columnDefinition = "text")
    private String planned;

    private String problem;

    @Column(name = "expires_at")
    private Instant expiresAt;

    private Instant until;

    @Column(name = "not_before")
    private Instant notBefore;

    @Column(name = "guards_due_at")
    @SuppressWarnings("UnusedVariable") // read by a query alone
    private Instant guardsDueAt;

    protected Proposal() {}

    static Proposal create(String target, Instant now) {
        Proposal proposal = new Proposal();
        proposal.target = target;
        proposal.id = idOf(target);
        proposal.round = 1;
        proposal.resetPlan(now);
        return proposal;
    }

    /** Returns the ARN of the target of a finding about this resource: its root, which actions change. */
    public static String targetOf(String resource) {
        return Arn.parse(resource).root().toString();
    }

    /** Returns the id of the proposal about a target. */
    static String idOf(String target) {
        String hash = Json.sha256(target.getBytes(StandardCharsets.UTF_8));
        return "prp_" + hash.substring("sha256:".length(), "sha256:".length() + ID_DIGITS);
    }

    public String target() {
        return target;
    }

    public String id() {
        return id;
    }

    /** Number of the question; part of the hash of the plan, so that an old approval never counts for a new question. */
    public int round() {
        return round;
    }

    public ProposalState state() {
        return ProposalState.of(state);
    }

    /** State of the target when the plan was made; empty without a plan. */
    public Optional<ResourceSnapshot> planned() {
        return Optional.ofNullable(planned).map(json -> Json.read(json, ResourceSnapshot.class));
    }

    /** Why there is no plan. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** End of the time in which it can be approved; empty without a plan. */
    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    /** Time until which the proposal is snoozed, kept or expired; empty otherwise. */
    public Optional<Instant> until() {
        return Optional.ofNullable(until);
    }

    /** Whether the plan can be approved at this time. */
    public boolean isApprovable(Instant now) {
        return state() == ProposalState.OPEN && expiresAt != null && now.isBefore(expiresAt);
    }

    /** A finding about the target has a new version: the plan is not valid any more. */
    void findingChanged(Instant now) {
        if (state().isResting()) {
            return;
        }
        if (state() != ProposalState.UNPLANNED && state() != ProposalState.OPEN) {
            round++;
        }
        resetPlan(now);
    }

    /** No finding about the target is open, but one is in doubt: decisions stay, an open question is closed. */
    void findingDoubted() {
        if (state() == ProposalState.UNPLANNED || state() == ProposalState.OPEN) {
            close();
        }
    }

    /** A finding about the target is open again after a doubt: decisions stay, anything else is asked again. */
    void findingConfirmedAgain(Instant now) {
        if (state() == ProposalState.UNPLANNED || state() == ProposalState.OPEN || state() == ProposalState.CLOSED) {
            findingChanged(now);
        }
    }

    /** Starts a new round, for which earlier approvals do not count. */
    public void startNewRound(Instant now) {
        round++;
        resetPlan(now);
    }

    void deferPlanning(String why, Instant notBefore) {
        this.problem = why;
        this.notBefore = notBefore;
    }

    void plan(ResourceSnapshot subject, Instant expiresAt) {
        this.planned = Json.text(subject);
        this.problem = null;
        this.expiresAt = expiresAt;
        this.state = ProposalState.OPEN.text();
    }

    /** Lets the guards of an open proposal be evaluated again at this time, for what people see of them. */
    void evaluateGuardsAt(Instant due) {
        this.guardsDueAt = due;
    }

    void expire(Instant now, Duration rest) {
        this.state = ProposalState.EXPIRED.text();
        this.until = now.plus(rest);
    }

    /** No finding about the target is open any more. */
    void close() {
        this.state = ProposalState.CLOSED.text();
    }

    public void approve() {
        this.state = ProposalState.APPROVED.text();
    }

    public void reject() {
        this.state = ProposalState.REJECTED.text();
    }

    public void snooze(Instant until) {
        this.state = ProposalState.SNOOZED.text();
        this.until = until;
    }

    public void markKept(Instant until) {
        this.state = ProposalState.KEPT.text();
        this.until = until;
    }

    public void markDone() {
        this.state = ProposalState.DONE.text();
    }

    private void resetPlan(Instant now) {
        this.state = ProposalState.UNPLANNED.text();
        this.planned = null;
        this.problem = null;
        this.expiresAt = null;
        this.until = null;
        this.notBefore = now;
    }
}
