package dev.gleaner.actuator.approval.slack.format;

import dev.gleaner.actuator.action.EnteredParameter;
import dev.gleaner.actuator.approval.policy.ApprovalTarget;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.execution.ActionState;
import dev.gleaner.actuator.guard.GuardPreview;
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
 * Content of the message about a resource: the question and its outcome.
 *
 * @param round round of the question
 * @param findings open findings on the target that belong to the owner who is asked
 * @param about what bears on the approval, beside the findings
 * @param elsewhere number of open findings that belong to other owners
 * @param history actions on the target, the newest first
 * @param canUndo whether the newest action has an undo
 * @param votes decisions on the target, the oldest first
 * @param doubted findings on the target that are in doubt
 */
public record MessageModel(
        String target,
        int round,
        ProposalState state,
        Optional<Instant> expiresAt,
        boolean dryRun,
        ApprovalTarget about,
        List<Asked> findings,
        int elsewhere,
        List<Action> history,
        boolean canUndo,
        List<Vote> votes,
        List<Finding> doubted) {

    /**
     * A finding with its plan.
     *
     * @param parameters what the approver of a remedy enters, by its place
     * @param problems reasons why remedies can't be applied to the planned target, by their place
     * @param lastConfirmed time up to which the analyzer has confirmed the finding, if it has
     * @param guards what the guards would object if a remedy were approved now; null when they were not evaluated
     */
    public record Asked(
            Finding finding,
            String plan,
            Map<Integer, List<EnteredParameter>> parameters,
            Map<Integer, String> problems,
            @Nullable Instant lastConfirmed,
            @Nullable GuardPreview guards) {

        public Asked {
            parameters = Map.copyOf(parameters);
            problems = Map.copyOf(problems);
        }

        /** A finding whose remedies need nothing of the approver. */
        Asked(
                Finding finding,
                String plan,
                Map<Integer, String> problems,
                @Nullable Instant lastConfirmed,
                @Nullable GuardPreview guards) {
            this(finding, plan, Map.of(), problems, lastConfirmed, guards);
        }

        /** What the approver of a remedy enters. */
        List<EnteredParameter> parameters(int remedy) {
            return parameters.getOrDefault(remedy, List.of());
        }

        /** Whether a remedy can't be approved without something that the approver enters. */
        boolean needsInput(int remedy) {
            return parameters(remedy).stream().anyMatch(EnteredParameter::required);
        }

        /** The objections of the guards to a remedy. */
        List<GuardPreview.Objection> objections(int remedy) {
            return guards == null ? List.of() : guards.of(remedy);
        }

        /** Whether no approval of a remedy can succeed. */
        boolean isRuledOut(int remedy) {
            return problems.containsKey(remedy) || (guards != null && guards.isRuledOut(remedy));
        }

        /** A finding whose remedies can all be applied, and that was not confirmed. */
        Asked(Finding finding, String plan) {
            this(finding, plan, Map.of(), Map.of(), null, null);
        }
    }

    /** A decision of a person on a plan. */
    public record Vote(String finding, String plan, String identity, Decision decision) {

        /** Whether it approves this remedy of this plan, whatever was entered for it. */
        boolean approves(Asked asked, int remedy) {
            return decision.decision() == Decision.Kind.APPROVE
                    && decision.remedy() == remedy
                    && finding.equals(asked.finding().id())
                    && asked.plan().equals(decision.plan());
        }
    }

    public MessageModel {
        findings = List.copyOf(findings);
        history = List.copyOf(history);
        votes = List.copyOf(votes);
        doubted = List.copyOf(doubted);
    }

    /** Creates the content from the state of a proposal. */
    public static MessageModel of(
            Proposal proposal,
            ApprovalTarget about,
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
                about,
                findings,
                elsewhere,
                history,
                canUndo,
                votes,
                doubted);
    }

    /** Whether the message asks for a decision. */
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

    /** The action that was approved in this round. */
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

    /** The newest undo of an action. */
    Optional<Action> undoOf(Action action) {
        return history.stream()
                .filter(undo -> undo.undoOf().equals(Optional.of(action.id())))
                .findFirst();
    }

    /** The action that can be undone now: the one of this round, or one that ended halfway. */
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
