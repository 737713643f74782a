package dev.gleaner.actuator.approval.policy;

import dev.gleaner.actuator.proposal.ProposalConfig;
import dev.gleaner.actuator.proposal.ProposalExpiryPolicy;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.EnvironmentTag;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The policy that is in force: the rules of the policy file, and never less than {@code actuator.approval.two-people}
 * requires. Without a file one person decides. Decisions are checked against it when they are made and again before they
 * are applied, whatever was in force when the question was asked.
 */
@ApplicationScoped
public class CurrentPolicy implements ProposalExpiryPolicy {

    private static final String WITHOUT_FILE = "default";

    /** What a finding states of how much is known of the resource, by rule. */
    private static final Map<String, Set<String>> KNOWLEDGE = Map.of(
            "idle-instance",
            Set.of(Evidence.HISTORY, Evidence.DISK_HOURS),
            "idle-endpoint",
            Set.of(Evidence.HISTORY),
            "idle-gateway",
            Set.of(Evidence.HISTORY),
            "sporadic-instance",
            Set.of(Evidence.DISK_HOURS),
            "oversized-instance",
            Set.of(Evidence.MEMORY_DAYS));

    private static final Set<String> STATEMENTS = Set.of(Evidence.HISTORY, Evidence.DISK_HOURS, Evidence.MEMORY_DAYS);

    private final TwoPersonRule twoPersonRule;
    private final ApprovalConfig approval;
    private final ProposalConfig proposals;
    private final PolicyConfig config;
    private final PolicyFileWatcher watched;

    CurrentPolicy(
            TwoPersonRule twoPersonRule,
            ApprovalConfig approval,
            ProposalConfig proposals,
            PolicyConfig config,
            PolicyFileWatcher watched) {
        this.twoPersonRule = twoPersonRule;
        this.approval = approval;
        this.proposals = proposals;
        this.config = config;
        this.watched = watched;
    }

    /**
     * Determines what the approval of a remedy requires.
     *
     * @param target the target, in whose tags the owner is looked up; without them nobody is the owner
     */
    public ApprovalRequirement requirement(Finding finding, Remedy remedy, ApprovalTarget target) {
        int floor = twoPersonRule.requiredPeople(finding, remedy, target);
        boolean isAutomatic = isKnownEnough(finding) && !twoPersonRule.endsProduction(finding, remedy, target.tags());
        return watched.file()
                .map(file -> strictest(file, finding, remedy, target).withAtLeast(floor))
                .map(required -> isAutomatic ? required : required.withoutNotice())
                .orElseGet(() -> ApprovalRequirement.builtIn(WITHOUT_FILE, floor));
    }

    /**
     * Whether enough is known of the resource for an approval without a person: none of its evidence says that its history is short, its
     * memory or volumes unknown, or that it has background traffic, and a finding of a rule that states such evidence has it.
     */
    private static boolean isKnownEnough(Finding finding) {
        List<Evidence> stated = finding.evidence().stream()
                .filter(evidence -> STATEMENTS.contains(evidence.name()))
                .toList();
        return finding.evidence().stream().noneMatch(evidence -> evidence.name().equals(Evidence.BACKGROUND_TRAFFIC))
                && stated.stream().noneMatch(Evidence::fallsShort)
                && stated.stream()
                        .map(Evidence::name)
                        .collect(Collectors.toSet())
                        .containsAll(KNOWLEDGE.getOrDefault(finding.rule(), Set.of()));
    }

    /** Returns how many different people these identities certainly are. */
    public int countDistinctPeople(Collection<ApproverIdentity> identities) {
        return twoPersonRule.countDistinctPeople(identities);
    }

    @Override
    public Duration expiry() {
        return watched.file().flatMap(PolicyFile::expiry).orElse(proposals.expiry());
    }

    /** Hash ({@code sha256:...}) of everything that the policy depends on. */
    public String version() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("file", watched.file().map(PolicyFile::text).orElse(null));
        all.put("expiry", expiry().toString());
        all.put("irreversible", approval.twoPeople().irreversible());
        all.put("production", approval.twoPeople().production());
        all.put("nonProduction", approval.nonProduction().stream().sorted().toList());
        all.put("formerTags", approval.formerTags().toString());
        all.put("people", approval.people());
        all.put("ownerTags", config.ownerTags().orElse(List.of()));
        return Json.canonicalHash(all);
    }

    /** The strictest requirement of the file for the environments of the finding, of the last known tags and of those before them. */
    private ApprovalRequirement strictest(PolicyFile file, Finding finding, Remedy remedy, ApprovalTarget target) {
        Map<String, String> tags = target.tags();
        ApprovalRequirement strictest = required(
                        file, finding, remedy, finding.owner().environment(), tags)
                .combineStrictest(required(file, finding, remedy, EnvironmentTag.environmentOf(tags), tags));
        for (Map<String, String> former : target.formerTags()) {
            strictest = strictest.combineStrictest(
                    required(file, finding, remedy, EnvironmentTag.environmentOf(former), tags));
        }
        return strictest;
    }

    /** The requirement of the file for this environment. */
    private ApprovalRequirement required(
            PolicyFile file, Finding finding, Remedy remedy, @Nullable String environment, Map<String, String> tags) {
        PolicyRule.Input input = new PolicyRule.Input(
                finding,
                remedy,
                !twoPersonRule.isIrreversible(remedy),
                twoPersonRule.isProduction(environment),
                environment);
        return required(file, file.firstMatchingRule(input), tags);
    }

    private ApprovalRequirement required(PolicyFile file, PolicyRule rule, Map<String, String> tags) {
        PolicyRule.Outcome outcome = rule.outcome();
        return new ApprovalRequirement(
                rule.name(),
                rule.locationText(),
                outcome.people(),
                approvers(file, outcome.from(), tags),
                outcome.notice(),
                outcome.reasonWords());
    }

    private ApprovalRequirement.Approvers approvers(PolicyFile file, List<String> from, Map<String, String> tags) {
        if (from.isEmpty()) {
            return ApprovalRequirement.Approvers.ANYBODY;
        }
        Set<String> named = new HashSet<>();
        from.forEach(name -> named.addAll(file.groups().getOrDefault(name, Set.of())));
        if (from.contains(PolicyRule.Outcome.OWNER)) {
            owner(tags).ifPresent(named::add);
        }
        return new ApprovalRequirement.Approvers(
                from.stream().map(this::name).toList(), Optional.of(twoPersonRule.expandIdentities(named)));
    }

    /** Adds the reason why nobody is the owner, so that nobody waits for an approval. */
    private String name(String group) {
        return group.equals(PolicyRule.Outcome.OWNER) && config.ownerTags().isEmpty()
                ? "owner (none: actuator.policy.owner-tags names no trusted tag)"
                : group;
    }

    private Optional<String> owner(Map<String, String> tags) {
        return config.ownerTags().orElse(List.of()).stream()
                .map(tags::get)
                .filter(value -> value != null && !value.isBlank())
                .map(String::strip)
                .findFirst();
    }
}
