package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.action.EnteredParameter;
import dev.gleaner.actuator.approval.ApprovalTargetReader;
import dev.gleaner.actuator.approval.policy.ApprovalTarget;
import dev.gleaner.actuator.approval.slack.OwnerChannels;
import dev.gleaner.actuator.approval.slack.client.MessageTransport;
import dev.gleaner.actuator.approval.slack.format.MessageModel;
import dev.gleaner.actuator.database.RepeatableReadIsolation;
import dev.gleaner.actuator.database.TimeColumn;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.execution.ActionRepository;
import dev.gleaner.actuator.proposal.FindingRepository;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.GuardPreviewReader;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.RemedyPreview;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.Decision;
import dev.gleaner.contracts.finding.Finding;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Loads the content of a message in one snapshot of the database: its buttons approve exactly what it shows. */
@Singleton
record MessageModelLoader(
        Mutiny.SessionFactory sessions,
        ActionRepository actionRepository,
        ActionRegistry known,
        OwnerChannels channels,
        RemedyPreview remedyPreview,
        GuardPreviewReader guardPreviewReader,
        ApprovalTargetReader targets) {

    private static final int HISTORY = 20;

    private static final String VOTES = """
        select d.finding_id, d.plan_key, d.identity, d.content from decision d join finding f on f.id = d.finding_id
         where f.target = :target order by d.id
        """;

    private static final String CONFIRMED = """
        select c.finding_id, c.through from confirmation c join finding f on f.id = c.finding_id where f.target = :target
        """;

    /** Loads what the message shows in its channel. */
    Uni<MessageModel> load(MessageTransport to, PendingMessage pendingMessage) {
        return sessions.withTransaction(session -> RepeatableReadIsolation.apply(session)
                .chain(() -> session.find(Proposal.class, pendingMessage.target()))
                .flatMap(proposal -> open(session, proposal)
                        .flatMap(open -> targets.find(session, proposal)
                                .flatMap(about -> history(session, pendingMessage.target())
                                        .flatMap(history -> votes(session, pendingMessage.target())
                                                .flatMap(votes -> doubted(session, pendingMessage.target())
                                                        .map(doubted -> subject(
                                                                to,
                                                                pendingMessage,
                                                                proposal,
                                                                about,
                                                                open,
                                                                history,
                                                                votes,
                                                                doubted))))))));
    }

    private MessageModel subject(
            MessageTransport to,
            PendingMessage pendingMessage,
            Proposal proposal,
            ApprovalTarget about,
            List<MessageModel.Asked> open,
            List<Action> history,
            List<MessageModel.Vote> votes,
            List<Finding> doubted) {
        List<MessageModel.Asked> theirs = open.stream()
                .map(asked -> new MessageModel.Asked(
                        asked.finding(),
                        asked.plan(),
                        parameters(asked, proposal),
                        problems(asked, proposal),
                        asked.lastConfirmed(),
                        asked.guards()))
                .filter(asked -> to.channelOf(
                                channels, OwnerChannels.CurrentOwner.resolve(asked.finding(), proposal.planned()))
                        .equals(Optional.of(pendingMessage.channel())))
                .toList();
        boolean canUndo = history.stream()
                .filter(action -> action.undoOf().isEmpty())
                .findFirst()
                .flatMap(action -> known.getRecorded(action.name()).undoName())
                .isPresent();
        return MessageModel.of(
                proposal,
                about,
                actionRepository.isDryRun(),
                theirs,
                open.size() - theirs.size(),
                history,
                canUndo,
                votes,
                doubted.stream()
                        .filter(finding -> to.channelOf(
                                        channels, OwnerChannels.CurrentOwner.resolve(finding, proposal.planned()))
                                .equals(Optional.of(pendingMessage.channel())))
                        .toList());
    }

    private Map<Integer, List<EnteredParameter>> parameters(MessageModel.Asked asked, Proposal proposal) {
        return proposal
                .planned()
                .map(planned -> remedyPreview.enteredParameters(asked.finding(), planned))
                .orElse(List.of())
                .stream()
                .collect(Collectors.groupingBy(
                        RemedyPreview.RemedyParameter::remedy,
                        Collectors.mapping(RemedyPreview.RemedyParameter::parameter, Collectors.toList())));
    }

    private Map<Integer, String> problems(MessageModel.Asked asked, Proposal proposal) {
        return proposal.planned()
                .map(planned -> remedyPreview.problems(asked.finding(), planned))
                .orElse(Map.of());
    }

    private Uni<List<MessageModel.Asked>> open(Mutiny.Session session, Proposal proposal) {
        return FindingRepository.findPlanned(session, proposal.target())
                .flatMap(rows -> confirmed(session, proposal.target())
                        .flatMap(confirmed -> guardPreviewReader
                                .moment(session)
                                .map(moment -> rows.stream()
                                        .map(row -> asked(moment, proposal, row, confirmed.get(row.id())))
                                        .toList())));
    }

    private MessageModel.Asked asked(
            GuardPreviewReader.Moment moment, Proposal proposal, FindingRow row, @Nullable Instant confirmed) {
        return new MessageModel.Asked(
                row.finding(),
                row.plan().orElseThrow(),
                Map.of(),
                Map.of(),
                confirmed,
                guardPreviewReader.read(moment, proposal, row, confirmed).orElse(null));
    }

    private static Uni<Map<String, Instant>> confirmed(Mutiny.Session session, String target) {
        return session.createNativeQuery(CONFIRMED, Tuple.class)
                .setParameter("target", target)
                .getResultList()
                .map(TimeColumn::byText);
    }

    private static Uni<List<Finding>> doubted(Mutiny.Session session, String target) {
        return FindingRepository.findInDoubt(session, target)
                .map(rows -> rows.stream().map(FindingRow::finding).toList());
    }

    private static Uni<List<Action>> history(Mutiny.Session session, String target) {
        return session.createQuery("from Action where target = :target order by createdAt desc, id desc", Action.class)
                .setParameter("target", target)
                .setMaxResults(HISTORY)
                .getResultList();
    }

    private static Uni<List<MessageModel.Vote>> votes(Mutiny.Session session, String target) {
        return session.createNativeQuery(VOTES, Tuple.class)
                .setParameter("target", target)
                .getResultList()
                .map(rows -> rows.stream().map(MessageModelLoader::vote).toList());
    }

    private static MessageModel.Vote vote(Tuple row) {
        return new MessageModel.Vote(
                row.get(0, String.class),
                row.get(1, String.class),
                row.get(2, String.class),
                Json.read(row.get(3, String.class), Decision.class));
    }
}
