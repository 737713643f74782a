package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.approval.policy.ApprovalRequirement;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.actuator.proposal.RemedyPreview;
import dev.gleaner.contracts.finding.Remedy;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Table {@code policy_notice}: automatic approvals that were announced. The sender of a question calls
 * {@link #recordNotices} after the post; without a notice nothing is approved automatically.
 */
@ApplicationScoped
public class AutoApprovalNotices {

    private static final String GIVE = """
            insert into policy_notice (finding_id, plan, remedy, rule, seconds)
            values (:finding, :plan, :remedy, :rule, :seconds) on conflict do nothing
            """;

    /** A notice about a plan that has not changed since, on an open proposal whose question is still posted. */
    private static final String DUE = """
            select n.finding_id, n.plan, n.remedy, n.rule from policy_notice n
              join finding f on f.id = n.finding_id and f.plan = n.plan
              join proposal p on p.target = f.target and p.state = 'open' and p.expires_at > now()
             where n.state = 'given' and n.given_at + make_interval(secs => n.seconds) <= now()
               and %s
             order by n.given_at limit 1
            """;

    private final Mutiny.SessionFactory sessions;
    private final RemedyPreview remedyPreview;
    private final ApprovalRequirements requirements;
    private final PostedQuestions postedQuestions;

    AutoApprovalNotices(
            Mutiny.SessionFactory sessions,
            RemedyPreview remedyPreview,
            ApprovalRequirements requirements,
            PostedQuestions postedQuestions) {
        this.sessions = sessions;
        this.remedyPreview = remedyPreview;
        this.requirements = requirements;
        this.postedQuestions = postedQuestions;
    }

    /** A notice whose period is over. */
    record Due(String finding, String plan, int remedy, String rule) {}

    /** Records that a question with these plans, by the ids of their findings, was posted or updated; repeatable. */
    public Uni<Void> recordNotices(Map<String, String> plans) {
        return sessions.withTransaction(session -> Multi.createFrom()
                .iterable(plans.entrySet())
                .onItem()
                .transformToUniAndConcatenate(shown -> recordNotices(session, shown.getKey(), shown.getValue()))
                .onItem()
                .ignoreAsUni());
    }

    private Uni<Void> recordNotices(Mutiny.Session session, String finding, String plan) {
        return session.find(FindingRow.class, finding)
                .flatMap(row -> row == null || !row.plan().equals(Optional.of(plan))
                        ? Uni.createFrom().voidItem()
                        : session.find(Proposal.class, row.target())
                                .flatMap(proposal -> recordNotices(session, row, proposal, plan)));
    }

    /**
     * Only the first remedy that is executable can be approved automatically, and only if a person has nothing to enter for
     * it.
     */
    private Uni<Void> recordNotices(Mutiny.Session session, FindingRow row, @Nullable Proposal proposal, String plan) {
        List<Remedy> remedies = row.finding().remedies();
        for (int place = 0; place < remedies.size(); place++) {
            if (remedyPreview.isExecutable(row.finding(), remedies.get(place))) {
                return needsInput(row, proposal, remedies.get(place))
                        ? Uni.createFrom().voidItem()
                        : insert(session, row, proposal, place, plan);
            }
        }
        return Uni.createFrom().voidItem();
    }

    private boolean needsInput(FindingRow row, @Nullable Proposal proposal, Remedy remedy) {
        return Optional.ofNullable(proposal)
                .flatMap(Proposal::planned)
                .filter(planned -> remedyPreview.needsInput(row.finding(), remedy, planned))
                .isPresent();
    }

    private Uni<Void> insert(
            Mutiny.Session session, FindingRow row, @Nullable Proposal proposal, int place, String plan) {
        Remedy remedy = row.finding().remedies().get(place);
        return requirements
                .find(session, row.finding(), remedy, proposal)
                .flatMap(required -> insert(session, row, place, plan, required));
    }

    private static Uni<Void> insert(
            Mutiny.Session session, FindingRow row, int remedy, String plan, ApprovalRequirement required) {
        return required.notice()
                .map(wait -> session.createNativeQuery(GIVE)
                        .setParameter("finding", row.id())
                        .setParameter("plan", plan)
                        .setParameter("remedy", remedy)
                        .setParameter("rule", required.rule())
                        .setParameter("seconds", wait.toSeconds())
                        .executeUpdate()
                        .replaceWithVoid())
                .orElse(Uni.createFrom().voidItem());
    }

    /** Returns the notice whose period ended first. */
    Uni<Optional<Due>> findDue(Mutiny.Session session) {
        return session.createNativeQuery(DUE.formatted(postedQuestions.isPosted("p")), Tuple.class)
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row)
                        .map(found -> new Due(
                                found.get(0, String.class),
                                found.get(1, String.class),
                                found.get(2, Number.class).intValue(),
                                found.get(3, String.class))));
    }

    /**
     * Extends the notice to the period of the policy in force, if that is longer, and returns whether it is over.
     *
     * @param wait seconds of the period by the policy in force
     */
    Uni<Boolean> extendAndCheckDue(Mutiny.Session session, Due due, long wait) {
        return session.createNativeQuery(
                        "update policy_notice set seconds = greatest(seconds, :seconds)"
                                + " where finding_id = :finding and plan = :plan and state = 'given'"
                                + " returning given_at + make_interval(secs => seconds) <= now()",
                        Boolean.class)
                .setParameter("seconds", wait)
                .setParameter("finding", due.finding())
                .setParameter("plan", due.plan())
                .getSingleResultOrNull()
                .map(Boolean.TRUE::equals);
    }

    /** Closes a notice that led to an approval, or can't any more. */
    Uni<Void> close(Mutiny.Session session, Due due, String state) {
        return session.createNativeQuery("update policy_notice set state = :state"
                        + " where finding_id = :finding and plan = :plan and state = 'given'")
                .setParameter("state", state)
                .setParameter("finding", due.finding())
                .setParameter("plan", due.plan())
                .executeUpdate()
                .replaceWithVoid();
    }
}
