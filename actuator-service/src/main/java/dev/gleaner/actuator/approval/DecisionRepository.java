package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.approval.policy.ApproverIdentity;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.Decision;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Queries of table {@code decision}. */
final class DecisionRepository {

    private DecisionRepository() {}

    /** An earlier decision, with the id of the action that it created, if any. */
    record Earlier(@Nullable String action) {}

    /** Returns the same decision of the same person on the same plan, if there is one. */
    static Uni<Optional<Earlier>> findEarlier(
            Mutiny.Session session, String finding, String planKey, String identity, Decision decision) {
        return session.createNativeQuery(
                        "select coalesce(action_id, '') from decision where finding_id = :finding and plan_key = :plan"
                                + " and identity = :identity and content = :content",
                        String.class)
                .setParameter("finding", finding)
                .setParameter("plan", planKey)
                .setParameter("identity", identity)
                .setParameter("content", content(decision))
                .getSingleResultOrNull()
                .map(action -> Optional.ofNullable(action).map(id -> new Earlier(id.isEmpty() ? null : id)));
    }

    /** Returns those who have approved this remedy of this plan, in order. */
    static Uni<List<ApproverIdentity>> findApprovers(
            Mutiny.Session session, String finding, String planKey, int remedy) {
        return session.createNativeQuery(
                        "select identity, realm from decision where finding_id = :finding and plan_key = :plan"
                                + " and cast(content as jsonb) ->> 'decision' = 'approve'"
                                + " and cast(cast(content as jsonb) ->> 'remedy' as integer) = :remedy order by id",
                        Tuple.class)
                .setParameter("finding", finding)
                .setParameter("plan", planKey)
                .setParameter("remedy", remedy)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> ApproverIdentity.stored(row.get(0, String.class), row.get(1, String.class)))
                        .toList());
    }

    /** Inserts a decision, or updates the action that it created. */
    static Uni<Void> save(
            Mutiny.Session session,
            String finding,
            String planKey,
            DecisionMaker decisionMaker,
            Decision decision,
            @Nullable String action) {
        return session.createNativeQuery(
                        "insert into decision (finding_id, plan_key, identity, realm, content, action_id)"
                                + " values (:finding, :plan, :identity, :realm, :content, nullif(:action, ''))"
                                // An earlier approval can become sufficient when the policy requires less.
                                + " on conflict (finding_id, plan_key, identity, content)"
                                + " do update set action_id = excluded.action_id")
                .setParameter("finding", finding)
                .setParameter("plan", planKey)
                .setParameter("identity", decisionMaker.identity())
                .setParameter("realm", decisionMaker.by().realm())
                .setParameter("content", content(decision))
                .setParameter("action", action == null ? "" : action)
                .executeUpdate()
                .replaceWithVoid();
    }

    private static String content(Decision decision) {
        return new String(Json.canonical(decision), StandardCharsets.UTF_8);
    }
}
