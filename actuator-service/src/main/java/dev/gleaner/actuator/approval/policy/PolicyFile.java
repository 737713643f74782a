package dev.gleaner.actuator.approval.policy;

import dev.gleaner.actuator.format.YamlTree;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Content of a policy file.
 *
 * @param name name of the file
 * @param text its text
 * @param expiry time for which a question can be answered, if the file defines it
 * @param groups identities by the name of their group
 * @param rules rules, of which the first that matches applies
 */
record PolicyFile(
        String name, String text, Optional<Duration> expiry, Map<String, Set<String>> groups, List<PolicyRule> rules) {

    private static final String NO_RULE = "no-rule";

    PolicyFile {
        groups = Map.copyOf(groups);
        rules = List.copyOf(rules);
    }

    /** Parses a file; throws {@link PolicyReader.InvalidPolicyException} with all its problems. */
    static PolicyFile parse(String name, String text) {
        return PolicyReader.read(name, text);
    }

    /** Returns the first rule that matches; without one, two people are required. */
    PolicyRule firstMatchingRule(PolicyRule.Input input) {
        return rules.stream()
                .filter(rule -> rule.match().matches(input))
                .findFirst()
                .orElseGet(this::otherwise);
    }

    private PolicyRule otherwise() {
        PolicyRule.Match everything =
                new PolicyRule.Match(Set.of(), Set.of(), Optional.empty(), Optional.empty(), Set.of());
        return new PolicyRule(
                NO_RULE,
                YamlTree.SourceLocation.START,
                name,
                everything,
                new PolicyRule.Outcome(2, List.of(), Optional.empty(), 0));
    }
}
