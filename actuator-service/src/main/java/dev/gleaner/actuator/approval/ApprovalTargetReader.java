package dev.gleaner.actuator.approval;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.DeleteNatGateway;
import dev.gleaner.actuator.action.TagResource;
import dev.gleaner.actuator.approval.policy.ApprovalConfig;
import dev.gleaner.actuator.approval.policy.ApprovalTarget;
import dev.gleaner.actuator.approval.policy.TwoPersonRule;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetRegistry;
import dev.gleaner.actuator.execution.Action;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Reads from the table {@code action} what earlier actions mean for an approval. */
@ApplicationScoped
public class ApprovalTargetReader {

    /** Actions that may have changed AWS and were not undone: whether an intent had an effect may not be known. */
    private static final String IN_EFFECT = """
             and a.undo_of is null and not a.dry_run and a.state <> 'undone'
             and exists (select from intent i where i.action_id = a.id)
            """;

    private static final String TAGGED = "select a.* from action a where a.target in (:targets) and a.name = '"
            + TagResource.NAME + "' and a.updated_at > now() - make_interval(secs => :seconds)" + IN_EFFECT
            + " order by a.created_at, a.id";

    private static final String DELETED_GATEWAYS = "select a.* from action a where a.name = '" + DeleteNatGateway.NAME
            + "'" + IN_EFFECT + " order by a.created_at, a.id";

    private final TwoPersonRule twoPersonRule;
    private final ApprovalConfig config;

    ApprovalTargetReader(TwoPersonRule twoPersonRule, ApprovalConfig config) {
        this.twoPersonRule = twoPersonRule;
        this.config = config;
    }

    /** Returns what bears on the approval of actions on the target of a proposal; of an unknown one nothing is known. */
    public Uni<ApprovalTarget> find(Mutiny.Session session, @Nullable Proposal proposal) {
        return proposal == null
                ? Uni.createFrom().item(ApprovalTarget.of(Map.of()))
                : find(session, List.of(proposal)).map(found -> Objects.requireNonNull(found.get(proposal.target())));
    }

    /** The same for many, by target. */
    public Uni<Map<String, ApprovalTarget>> find(Mutiny.Session session, Collection<Proposal> proposals) {
        Map<String, Map<String, String>> tags = new TreeMap<>();
        proposals.forEach(proposal -> tags.put(
                proposal.target(),
                proposal.planned().map(ResourceSnapshot::tags).orElse(Map.of())));
        return findByTags(session, tags);
    }

    /** The same for a target that has these tags. */
    Uni<ApprovalTarget> find(Mutiny.Session session, String target, Map<String, String> tags) {
        return findByTags(session, Map.of(target, tags)).map(found -> Objects.requireNonNull(found.get(target)));
    }

    private Uni<Map<String, ApprovalTarget>> findByTags(
            Mutiny.Session session, Map<String, Map<String, String>> tagsByTarget) {
        return formerTags(session, tagsByTarget.keySet())
                .flatMap(former -> deletedGateways(session, tagsByTarget.keySet())
                        .map(deleted -> tagsByTarget.entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey,
                                        entry -> new ApprovalTarget(
                                                entry.getValue(),
                                                former.getOrDefault(entry.getKey(), List.of()),
                                                undos(Arn.parse(entry.getKey()), deleted))))));
    }

    /** The tags before those that Gleaner lately set and that ended production, by target. */
    private Uni<Map<String, List<Map<String, String>>>> formerTags(Mutiny.Session session, Collection<String> targets) {
        return targets.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : session.createNativeQuery(TAGGED, Action.class)
                        .setParameter("targets", targets)
                        .setParameter("seconds", config.formerTags().toSeconds())
                        .getResultList()
                        .map(actions -> actions.stream()
                                .filter(action -> endedProduction(action.order()))
                                .collect(Collectors.groupingBy(
                                        Action::target,
                                        Collectors.mapping(
                                                action ->
                                                        action.order().planned().tags(),
                                                Collectors.toList()))));
    }

    private boolean endedProduction(ActionOrder tagging) {
        Map<String, String> before = tagging.planned().tags();
        return twoPersonRule.endsProduction(before, TagResource.tagsAfter(tagging.parameters(), before));
    }

    /** The deleted NAT gateways, if one of the targets is an address. */
    private static Uni<List<Action>> deletedGateways(Mutiny.Session session, Collection<String> targets) {
        return targets.stream().map(Arn::parse).noneMatch(ApprovalTargetReader::isAddress)
                ? Uni.createFrom().item(List.of())
                : session.createNativeQuery(DELETED_GATEWAYS, Action.class).getResultList();
    }

    private static boolean isAddress(Arn target) {
        return TargetRegistry.findKind(target).equals(Optional.of(ResourceKind.ADDRESS));
    }

    private static List<String> undos(Arn target, List<Action> deleted) {
        return deleted.stream()
                .filter(action -> DeleteNatGateway.isNeededForUndo(action.order(), target))
                .map(action -> "the undo of " + action.name() + " of "
                        + action.order().target().id() + " (" + action.id() + "), which needs this address")
                .toList();
    }
}
