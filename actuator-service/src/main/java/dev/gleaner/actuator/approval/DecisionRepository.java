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

/** Decisions that were taken, so that the same one again is known. */
final class DecisionRepository {

    private DecisionRepository() {}

    /** A decision that was taken; without an action when it set none going. */
    record Earlier(@Nullable String action) {}

    /** Whether this person decided the same on the same plan before; the action it set going, if it did. */
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

    /** Who said yes to this remedy of this plan so far, in their order. */
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

    /** Keeps a decision, or what came of it later. */
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
                                // Said before, and enough only now: the policy asks for less than it did.
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
