package dev.gleaner.actuator.approval.policy;

import java.time.Duration;
import java.util.ArrayList;
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

    private final Problems problems;

    private PolicyReader(Problems problems) {
        this.problems = problems;
    }

    static PolicyFile read(String name, String text) {
        Problems problems = new Problems(name);
        Optional<PolicyFile> file =
                YamlTree.read(text, problems).map(root -> new PolicyReader(problems).file(name, text, root));
        if (!problems.isEmpty()) {
            throw new UnusablePolicy(problems.lines());
        }
        return file.orElseThrow();
    }

    private PolicyFile file(String name, String text, Node root) {
        Form form = Form.of(root, "a policy", KEYS, problems);
        Optional<Duration> expiry = form.duration("expiry", SHORTEST_EXPIRY, LONGEST_EXPIRY);
        Map<String, Set<String>> groups = groups(form);
        List<PolicyRule> rules = rules(form, groups);
        if (!form.has("rules")) {
            problems.add(form.spot(), "rules are missing; without a rule that matches everything takes two people");
        }
        new RuleChecks(rules, expiry, problems).run();
        return new PolicyFile(name, text, expiry, groups, rules);
    }

    private Map<String, Set<String>> groups(Form form) {
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        form.node("groups").ifPresent(node -> {
            if (!(node instanceof Node.Fields fields)) {
                problems.add(node.spot(), "groups have to be names with lists of identities");
                return;
            }
            Form named = Form.of(node, "groups", List.copyOf(fields.byKey().keySet()), problems);
            fields.byKey().forEach((group, field) -> groups.put(group, group(named, group, field.spot())));
        });
        return groups;
    }

    private Set<String> group(Form groups, String name, Spot spot) {
        if (name.equals(Consequence.OWNER)) {
            problems.add(spot, "owner stands for whom a resource's tag names, so no group can be called that");
        }
        return new LinkedHashSet<>(groups.texts(name).keySet());
    }

    private List<PolicyRule> rules(Form form, Map<String, Set<String>> groups) {
        List<PolicyRule> rules = new ArrayList<>();
        for (Node node : form.nodes("rules")) {
            rules.add(new RuleReader(groups, problems).read(node, rules.size() + 1));
        }
        return rules;
    }
}
