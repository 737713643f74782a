package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.execution.Actions;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.contracts.decision.Decision;
import dev.gleaner.contracts.json.Json;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Gathers what messages are about. */
@ApplicationScoped
class Subjects {

    private static final String VOTES = """
            select d.finding_id, d.plan_key, d.identity, d.content from decision d join finding f on f.id = d.finding_id
             where f.target = :target order by d.id
            """;

    private final Mutiny.SessionFactory sessions;
    private final Actions actions;

    Subjects(Mutiny.SessionFactory sessions, Actions actions) {
        this.sessions = sessions;
        this.actions = actions;
    }

    /** What this message is about. */
    Uni<Subject> of(Due due) {
        return sessions.withTransaction(session -> session.find(Proposal.class, due.target())
                .flatMap(proposal -> open(session, due.target())
                        .flatMap(asked -> ofRound(session, due)
                                .flatMap(taken -> votes(session, due.target())
                                        .map(votes ->
                                                Subject.of(due, proposal, actions.isDryRun(), asked, taken, votes))))));
    }

    private static Uni<List<Subject.Asked>> open(Mutiny.Session session, String target) {
        return session.createQuery(
                        "from FindingRow where target = :target and status = 'open' and plan is not null order by id",
                        FindingRow.class)
                .setParameter("target", target)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new Subject.Asked(row.finding(), row.plan().orElseThrow()))
                        .toList());
    }

    private static Uni<List<Action>> ofRound(Mutiny.Session session, Due due) {
        return session.createQuery(
                        "from Action where target = :target and round = :round and undoOf is null order by createdAt, id",
                        Action.class)
                .setParameter("target", due.target())
                .setParameter("round", due.round())
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
