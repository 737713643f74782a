package dev.gleaner.actuator.approval.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a policy file as a whole. */
final class PolicyReader {

    private static final List<String> KEYS = List.of("expiry", "groups", "rules");
    private static final Duration SHORTEST_EXPIRY = Duration.ofHours(1);
    private static final Duration LONGEST_EXPIRY = Duration.ofDays(90);

    private final PolicyProblems problems;

    private PolicyReader(PolicyProblems problems) {
        this.problems = problems;
    }

    static PolicyFile read(String name, String text) {
        PolicyProblems problems = new PolicyProblems(name);
        Optional<PolicyFile> file =
                YamlTree.read(text, problems).map(root -> new PolicyReader(problems).file(name, text, root));
        if (!problems.isEmpty()) {
            throw new InvalidPolicyException(problems.lines());
        }
        return file.orElseThrow();
    }

    private PolicyFile file(String name, String text, YamlTree.Node root) {
        YamlMappingReader yamlMappingReader = YamlMappingReader.of(root, "a policy", KEYS, problems);
        Optional<Duration> expiry = yamlMappingReader.duration("expiry", SHORTEST_EXPIRY, LONGEST_EXPIRY);
        Map<String, Set<String>> groups = groups(yamlMappingReader);
        List<PolicyRule> rules = rules(yamlMappingReader, groups);
        if (!yamlMappingReader.has("rules")) {
            problems.add(
                    yamlMappingReader.location(),
                    "rules are missing; without a rule that matches everything takes two people");
        }
        new RuleChecks(rules, expiry, problems).run();
        return new PolicyFile(name, text, expiry, groups, rules);
    }

    private Map<String, Set<String>> groups(YamlMappingReader yamlMappingReader) {
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        yamlMappingReader.node("groups").ifPresent(node -> {
            if (!(node instanceof YamlTree.Node.Fields fields)) {
                problems.add(node.location(), "groups have to be names with lists of identities");
                return;
            }
            YamlMappingReader named = YamlMappingReader.of(
                    node, "groups", List.copyOf(fields.byKey().keySet()), problems);
            fields.byKey().forEach((group, field) -> groups.put(group, group(named, group, field.location())));
        });
        return groups;
    }

    private Set<String> group(YamlMappingReader groups, String name, SourceLocation sourceLocation) {
        if (name.equals(PolicyRule.Outcome.OWNER)) {
            problems.add(
                    sourceLocation, "owner stands for whom a resource's tag names, so no group can be called that");
        }
        return new LinkedHashSet<>(groups.texts(name).keySet());
    }

    private List<PolicyRule> rules(YamlMappingReader yamlMappingReader, Map<String, Set<String>> groups) {
        List<PolicyRule> rules = new ArrayList<>();
        for (YamlTree.Node node : yamlMappingReader.nodes("rules")) {
            rules.add(new PolicyRuleReader(groups, problems).read(node, rules.size() + 1));
        }
        return rules;
    }

    /** What rules have to be together: each can match something, and nothing comes by itself that can't be taken back. */
    static final class RuleChecks {

        private static final Duration DEFAULT_EXPIRY = Duration.ofDays(3);

        private final List<PolicyRule> rules;
        private final Duration expiry;
        private final PolicyProblems problems;

        RuleChecks(List<PolicyRule> rules, Optional<Duration> expiry, PolicyProblems problems) {
            this.rules = rules;
            this.expiry = expiry.orElse(DEFAULT_EXPIRY);
            this.problems = problems;
        }

        void run() {
            Set<String> names = new HashSet<>();
            for (int place = 0; place < rules.size(); place++) {
                PolicyRule rule = rules.get(place);
                if (!names.add(rule.name())) {
                    problems.add(rule.location(), "another rule is called " + rule.name());
                }
                requireReach(rule, rules.subList(0, place));
                requireSafeNotice(rule);
            }
        }

        private void requireReach(PolicyRule rule, List<PolicyRule> earlier) {
            earlier.stream()
                    .filter(before -> before.match().covers(rule.match()))
                    .findFirst()
                    .ifPresent(before -> problems.add(
                            rule.location(),
                            "it can never match: " + before.name() + " in line "
                                    + before.location().line() + " matches all that it does"));
        }

        private void requireSafeNotice(PolicyRule rule) {
            rule.outcome().notice().ifPresent(notice -> {
                if (!rule.match().reversible().equals(Optional.of(true))) {
                    problems.add(
                            rule.location(),
                            "auto-after is for what can be taken back alone: its match needs reversible: true");
                }
                if (notice.compareTo(expiry) >= 0) {
                    problems.add(
                            rule.location(),
                            "auto-after " + ApprovalRequirement.hours(notice)
                                    + " would never come: a question expires after "
                                    + ApprovalRequirement.hours(expiry));
                }
            });
        }
    }
}
