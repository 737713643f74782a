package dev.gleaner.actuator.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.actuator.approval.ApprovalTargetReader;
import dev.gleaner.actuator.approval.policy.ApprovalTarget;
import dev.gleaner.actuator.approval.policy.CurrentPolicy;
import dev.gleaner.actuator.database.RepeatableReadIsolation;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.execution.ActionRepository;
import dev.gleaner.actuator.proposal.FindingRepository;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.FindingState;
import dev.gleaner.actuator.proposal.GuardPreviewReader;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.RemedyPreview;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.finding.RemedyReversibility;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Assembles the JSON of findings with the proposal about the target and its actions. A view is read in one snapshot: otherwise
 * an open proposal could appear with a finding that has no plan yet, and could not be approved.
 */
@Singleton
record FindingViewAssembler(
        Mutiny.SessionFactory sessions,
        FindingRepository findingRepository,
        ActionRepository actionRepository,
        RemedyPreview remedyPreview,
        GuardPreviewReader guardPreviewReader,
        CurrentPolicy policy,
        ApprovalTargetReader approvalTargets) {

    private static final int BATCH = 200;

    /** Fields that the analyzer omits if they are unknown or empty. */
    private static final List<String> OPTIONAL_FIELDS = List.of("name", "creator", "doubt");

    /** Returns all findings, read in batches at the pace of the subscriber to limit memory. */
    Multi<ObjectNode> list(FindingRepository.Filter filter) {
        // The subscriber may request more on another context, but a session has to stay on one.
        Executor here = ContextBoundUni.currentContext();
        return sessions.withTransaction(session -> findingRepository.ids(session, filter))
                .onItem()
                .transformToMulti(ids -> Multi.createFrom().iterable(portions(ids)))
                .onItem()
                .transformToUniAndConcatenate(
                        portion -> Uni.createFrom().item(portion).emitOn(here).flatMap(this::views))
                .onItem()
                .<ObjectNode>disjoint();
    }

    private static List<List<String>> portions(List<String> ids) {
        return IntStream.iterate(0, from -> from < ids.size(), from -> from + BATCH)
                .mapToObj(from -> ids.subList(from, Math.min(ids.size(), from + BATCH)))
                .toList();
    }

    private Uni<List<ObjectNode>> views(List<String> ids) {
        return sessions.withTransaction(session -> RepeatableReadIsolation.apply(session)
                .chain(() -> findingRepository.findings(session, ids))
                .flatMap(rows -> views(session, rows)));
    }

    /** Returns a finding with its history; empty if it does not exist. */
    Uni<Optional<ObjectNode>> one(String id) {
        return sessions.withTransaction(session -> RepeatableReadIsolation.apply(session)
                .chain(() -> findingRepository.finding(session, id))
                .flatMap(row -> row.map(found -> withHistory(session, found).map(Optional::of))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty()))));
    }

    private Uni<ObjectNode> withHistory(Mutiny.Session session, FindingRow row) {
        return views(session, List.of(row))
                .flatMap(views -> findingRepository.history(session, row.id()).map(history -> {
                    ObjectNode view = views.get(0);
                    view.set("history", Json.tree(history));
                    return view;
                }));
    }

    private Uni<List<ObjectNode>> views(Mutiny.Session session, List<FindingRow> rows) {
        if (rows.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Set<String> targets = rows.stream().map(FindingRow::target).collect(Collectors.toSet());
        return findingRepository
                .proposals(session, targets)
                .flatMap(proposals -> actionRepository
                        .findByTargets(session, targets)
                        .flatMap(taken -> approvalTargets
                                .find(session, proposals)
                                .flatMap(bearing -> findingRepository
                                        .states(session, rows)
                                        .flatMap(states -> guardPreviewReader
                                                .moment(session)
                                                .map(moment -> views(
                                                        rows, byTarget(proposals), taken, bearing, states, moment))))));
    }

    private List<ObjectNode> views(
            List<FindingRow> rows,
            Map<String, Proposal> proposals,
            List<Action> taken,
            Map<String, ApprovalTarget> bearing,
            Map<String, FindingState> states,
            GuardPreviewReader.Moment moment) {
        Map<String, List<Action>> byTarget = taken.stream().collect(Collectors.groupingBy(Action::target));
        return rows.stream()
                .map(row -> view(
                        row,
                        Objects.requireNonNull(states.get(row.id())),
                        Optional.ofNullable(proposals.get(row.target())),
                        byTarget.getOrDefault(row.target(), List.of()),
                        bearing.getOrDefault(row.target(), ApprovalTarget.of(Map.of())),
                        moment))
                .toList();
    }

    private ObjectNode view(
            FindingRow row,
            FindingState state,
            Optional<Proposal> proposal,
            List<Action> taken,
            ApprovalTarget target,
            GuardPreviewReader.Moment moment) {
        ObjectNode view = row.document();
        OPTIONAL_FIELDS.stream().filter(field -> !view.has(field)).forEach(view::putNull);
        view.setAll((ObjectNode) Json.tree(state));
        declareUndo(view, row.finding());
        view.set(
                "proposal",
                proposal.map(about -> Json.tree(ProposalView.of(
                                about,
                                row,
                                taken,
                                actionRepository.isDryRun(),
                                requirements(row, target),
                                parameters(about, row),
                                changes(about, row),
                                lost(about, row, target),
                                guardPreviewReader.read(moment, about, row, state.lastConfirmed()))))
                        .orElseGet(view::nullNode));
        return view;
    }

    /**
     * Adds how long the undo of each remedy takes. Remedies of other producers, and of earlier versions of the analyzer, may state to be
     * reversible though their actions are not.
     */
    private static void declareUndo(ObjectNode view, Finding finding) {
        for (int place = 0; place < finding.remedies().size(); place++) {
            Remedy remedy = finding.remedies().get(place);
            ObjectNode shown = (ObjectNode) view.path("remedies").path(place);
            shown.put("reversible", RemedyReversibility.declare(remedy).reversible());
            RemedyAction.of(remedy.action())
                    .flatMap(RemedyAction::undoTime)
                    .ifPresent(time -> shown.put("undoTime", time.text()));
        }
    }

    private List<ProposalView.Required> requirements(FindingRow row, ApprovalTarget target) {
        Finding finding = row.finding();
        return IntStream.range(0, finding.remedies().size())
                .mapToObj(place -> ProposalView.Required.of(
                        place, policy.requirement(finding, finding.remedies().get(place), target)))
                .toList();
    }

    private List<RemedyPreview.RemedyParameter> parameters(Proposal proposal, FindingRow row) {
        return proposal.planned()
                .map(planned -> remedyPreview.enteredParameters(row.finding(), planned))
                .orElse(List.of());
    }

    private List<RemedyPreview.RemedyChange> changes(Proposal proposal, FindingRow row) {
        return proposal.planned()
                .map(planned -> remedyPreview.preview(row.finding(), planned))
                .orElse(List.of());
    }

    /** What is lost of the target, and the undos of earlier actions that are lost with it. */
    private List<RemedyPreview.IrreversibleEffect> lost(Proposal proposal, FindingRow row, ApprovalTarget target) {
        return proposal.planned()
                .map(planned -> remedyPreview.irreversibleEffects(row.finding(), planned, target::undosLostBy))
                .orElse(List.of());
    }

    private static Map<String, Proposal> byTarget(List<Proposal> proposals) {
        return proposals.stream().collect(Collectors.toMap(Proposal::target, Function.identity()));
    }
}
