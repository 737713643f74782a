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

/** The standing question about a target; there is one a target, and asking it again is a new round of it. */
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

    protected Proposal() {}

    static Proposal create(String target, Instant now) {
        Proposal proposal = new Proposal();
        proposal.target = target;
        proposal.id = idOf(target);
        proposal.round = 1;
        proposal.resetPlan(now);
        return proposal;
    }

    /** ARN of the target of a finding about this resource: the resource that an action changes, its root. */
    public static String targetOf(String resource) {
        return Arn.parse(resource).root().toString();
    }

    /** Id of the proposal about a target, derived from it. */
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

    /** Counts how often was asked; part of the plan's hash, so that an old yes never counts for a new question. */
    public int round() {
        return round;
    }

    public ProposalState state() {
        return ProposalState.of(state);
    }

    /** The target as it was when the plan was made; empty without a plan. */
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

    /** End of its rest; empty when it does not rest. */
    public Optional<Instant> until() {
        return Optional.ofNullable(until);
    }

    /** Whether a plan is shown that can be approved at this time. */
    public boolean isApprovable(Instant now) {
        return state() == ProposalState.OPEN && expiresAt != null && now.isBefore(expiresAt);
    }

    /** A finding of the target is there in a new version: what was shown no longer counts. */
    void findingChanged(Instant now) {
        if (state().isResting()) {
            return;
        }
        if (state() != ProposalState.UNPLANNED && state() != ProposalState.OPEN) {
            round++;
        }
        resetPlan(now);
    }

    /** No finding of the target is open any more, but one is in doubt: what was decided stands, what was asked does not. */
    void findingDoubted() {
        if (state() == ProposalState.UNPLANNED || state() == ProposalState.OPEN) {
            close();
        }
    }

    /** A finding of the target is open again as it was before a doubt: what was decided stands, all else is asked again. */
    void findingConfirmedAgain(Instant now) {
        if (state() == ProposalState.UNPLANNED || state() == ProposalState.OPEN || state() == ProposalState.CLOSED) {
            findingChanged(now);
        }
    }

    /** Asks again, so that every earlier yes is stale. */
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

    void expire(Instant now, Duration rest) {
        this.state = ProposalState.EXPIRED.text();
        this.until = now.plus(rest);
    }

    /** No finding of the target is open any more. */
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
