package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.database.RepeatableReadIsolation;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.execution.ActionRepository;
import dev.gleaner.actuator.proposal.Changes;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.Decision;
import dev.gleaner.contracts.finding.Finding;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Gathers what messages are about, all of one moment: what is shown is what its buttons say yes to. */
@ApplicationScoped
class Subjects {

    private static final int HISTORY = 20;

    private static final String VOTES = """
        select d.finding_id, d.plan_key, d.identity, d.content from decision d join finding f on f.id = d.finding_id
         where f.target = :target order by d.id
        """;

    private static final String CONFIRMED = """
        select c.finding_id, c.through from confirmation c join finding f on f.id = c.finding_id where f.target = :target
        """;

    private final Mutiny.SessionFactory sessions;
    private final ActionRepository actions;
    private final ActionRegistry known;
    private final Channels channels;
    private final Changes changes;

    Subjects(
            Mutiny.SessionFactory sessions,
            ActionRepository actions,
            ActionRegistry known,
            Channels channels,
            Changes changes) {
        this.changes = changes;
        this.sessions = sessions;
        this.actions = actions;
        this.known = known;
        this.channels = channels;
    }

    /** What this message is about, as far as it is for its room. */
    Uni<Subject> of(MessageChannel to, Due due) {
        return sessions.withTransaction(session -> RepeatableReadIsolation.take(session)
                .chain(() -> session.find(Proposal.class, due.target()))
                .flatMap(proposal -> open(session, due.target())
                        .flatMap(open -> history(session, due.target())
                                .flatMap(history -> votes(session, due.target())
                                        .flatMap(votes -> doubted(session, due.target())
                                                .map(doubted ->
                                                        subject(to, due, proposal, open, history, votes, doubted)))))));
    }

    private Subject subject(
            MessageChannel to,
            Due due,
            Proposal proposal,
            List<Subject.Asked> open,
            List<Action> history,
            List<Subject.Vote> votes,
            List<Finding> doubted) {
        List<Subject.Asked> theirs = open.stream()
                .map(asked -> new Subject.Asked(
                        asked.finding(), asked.plan(), problems(asked, proposal), asked.lastConfirmed()))
                .filter(asked -> to.room(channels, CurrentOwner.of(asked.finding(), proposal.planned()))
                        .equals(Optional.of(due.room())))
                .toList();
        boolean canUndo = history.stream()
                .filter(action -> action.undoOf().isEmpty())
                .findFirst()
                .flatMap(action -> known.recorded(action.name()).undoneBy())
                .isPresent();
        return Subject.of(
                proposal,
                actions.isDryRun(),
                theirs,
                open.size() - theirs.size(),
                history,
                canUndo,
                votes,
                doubted.stream()
                        .filter(finding -> to.room(channels, CurrentOwner.of(finding, proposal.planned()))
                                .equals(Optional.of(due.room())))
                        .toList());
    }

    private Map<Integer, String> problems(Subject.Asked asked, Proposal proposal) {
        return proposal.planned()
                .map(planned -> changes.problems(asked.finding(), planned))
                .orElse(Map.of());
    }

    private static Uni<List<Subject.Asked>> open(Mutiny.Session session, String target) {
        return session.createQuery(
                        "from FindingRow where target = :target and status = 'open' and plan is not null order by id",
                        FindingRow.class)
                .setParameter("target", target)
                .getResultList()
                .flatMap(rows -> confirmed(session, target)
                        .map(confirmed -> rows.stream()
                                .map(row -> new Subject.Asked(
                                        row.finding(), row.plan().orElseThrow(), Map.of(), confirmed.get(row.id())))
                                .toList()));
    }

    private static Uni<Map<String, Instant>> confirmed(Mutiny.Session session, String target) {
        return session.createNativeQuery(CONFIRMED, Tuple.class)
                .setParameter("target", target)
                .getResultList()
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> row.get(0, String.class),
                                row -> row.get(1, OffsetDateTime.class).toInstant())));
    }

    private static Uni<List<Finding>> doubted(Mutiny.Session session, String target) {
        return session.createQuery(
                        "from FindingRow where target = :target and status = 'in-doubt' order by id", FindingRow.class)
                .setParameter("target", target)
                .getResultList()
                .map(rows -> rows.stream().map(FindingRow::finding).toList());
    }

    private static Uni<List<Action>> history(Mutiny.Session session, String target) {
        return session.createQuery("from Action where target = :target order by createdAt desc, id desc", Action.class)
                .setParameter("target", target)
                .setMaxResults(HISTORY)
                .getResultList();
    }

    private static Uni<List<Subject.Vote>> votes(Mutiny.Session session, String target) {
        return session.createNativeQuery(VOTES, Tuple.class)
                .setParameter("target", target)
                .getResultList()
                .map(rows -> rows.stream().map(Subjects::vote).toList());
    }

    private static Subject.Vote vote(Tuple row) {
        return new Subject.Vote(
                row.get(0, String.class),
                row.get(1, String.class),
                row.get(2, String.class),
                Json.read(row.get(3, String.class), Decision.class));
    }
}
