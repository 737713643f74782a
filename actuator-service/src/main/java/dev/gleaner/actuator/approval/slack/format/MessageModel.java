package dev.gleaner.actuator.approval.slack.format;

import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.execution.ActionState;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.ProposalState;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.Decision;
import dev.gleaner.contracts.finding.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a message is about: a resource, the question about it, and what came of it.
 *
 * @param round of the question
 * @param findings that are open on the target and of the owner who is asked
 * @param tags of the target as it was planned
 * @param elsewhere how many more are open that are other owners'
 * @param history what was done to the target and taken back, newest first
 * @param canUndo whether the newest action can be taken back
 * @param votes decisions on the target, oldest first
 * @param doubted findings on the target that are in doubt
 */
public record MessageModel(
        String target,
        int round,
        ProposalState state,
        Optional<Instant> expiresAt,
        boolean dryRun,
        Map<String, String> tags,
        List<Asked> findings,
        int elsewhere,
        List<Action> history,
        boolean canUndo,
        List<Vote> votes,
        List<Finding> doubted) {

    /**
     * A finding with the plan that is shown.
     *
     * @param problems why remedies can't be done to the target as it was planned, by their place
     * @param lastConfirmed up to when the analyzer has confirmed it; null when it has not
     */
    public record Asked(
            Finding finding,
            String plan,
            Map<Integer, String> problems,
            @Nullable Instant lastConfirmed) {

        public Asked {
            problems = Map.copyOf(problems);
        }

        /** One whose remedies can all be done, and that was not confirmed. */
        Asked(Finding finding, String plan) {
            this(finding, plan, Map.of(), null);
        }
    }

    /** What somebody decided on a plan. */
    public record Vote(String finding, String plan, String identity, Decision decision) {

        /** Whether it is a yes to this remedy of this plan. */
        boolean approves(Asked asked, int remedy) {
            return decision.decision() == Decision.Kind.APPROVE
                    && decision.remedy() == remedy
                    && finding.equals(asked.finding().id())
                    && plan.equals(asked.plan());
        }
    }

    public MessageModel {
        tags = Map.copyOf(tags);
        findings = List.copyOf(findings);
        history = List.copyOf(history);
        votes = List.copyOf(votes);
        doubted = List.copyOf(doubted);
    }

    /** Nothing of it is in doubt. */
    MessageModel(
            String target,
            int round,
            ProposalState state,
            Optional<Instant> expiresAt,
            boolean dryRun,
            Map<String, String> tags,
            List<Asked> findings,
            int elsewhere,
            List<Action> history,
            boolean canUndo,
            List<Vote> votes) {
        this(target, round, state, expiresAt, dryRun, tags, findings, elsewhere, history, canUndo, votes, List.of());
    }

    /** With what a proposal says. */
    public static MessageModel of(
            Proposal proposal,
            boolean dryRun,
            List<Asked> findings,
            int elsewhere,
            List<Action> history,
            boolean canUndo,
            List<Vote> votes,
            List<Finding> doubted) {
        return new MessageModel(
                proposal.target(),
                proposal.round(),
                proposal.state(),
                proposal.expiresAt(),
                dryRun,
                proposal.planned()
                        .map(dev.gleaner.actuator.aws.ResourceSnapshot::tags)
                        .orElse(Map.of()),
                findings,
                elsewhere,
                history,
                canUndo,
                votes,
                doubted);
    }

    /** Whether there is something to decide. */
    boolean isQuestion() {
        return state == ProposalState.OPEN && !findings.isEmpty();
    }

    /** Hash of the round and the plans to which an approval would bind. */
    public String plansHash() {
        return Json.canonicalHash(Map.of(
                "round",
                round,
                "plans",
                findings.stream().map(Asked::plan).sorted().toList()));
    }

    /** The action that came of this round. */
    Optional<Action> action() {
        return lastAction().filter(action -> action.round() == round);
    }

    /** The newest action of an earlier round. */
    public Optional<Action> previousAction() {
        return lastAction().filter(action -> action.round() < round);
    }

    private Optional<Action> lastAction() {
        return history.stream().filter(action -> action.undoOf().isEmpty()).findFirst();
    }

    /** The newest attempt to take an action back. */
    Optional<Action> undoOf(Action action) {
        return history.stream()
                .filter(undo -> undo.undoOf().equals(Optional.of(action.id())))
                .findFirst();
    }

    /** The action that can be taken back now: the one that answered this question, or one that was left half done. */
    Optional<Action> undoable() {
        return lastAction()
                .filter(action -> canUndo && action.isUndoable())
                .filter(action -> action.round() == round || action.state() != ActionState.OBSERVED)
                .filter(action -> undoOf(action).map(MessageModel::hadNoEffect).orElse(true));
    }

    private static boolean hadNoEffect(Action undo) {
        return switch (undo.state()) {
            case REFUSED, FAILED, DRY_RUN -> true;
            case APPROVED, CLAIMED, INTENT, CALLED, OBSERVED, UNDONE -> false;
        };
    }
}
