package dev.gleaner.actuator.approval.policy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a policy file says.
 *
 * @param name of the file
 * @param text of it, as it stands
 * @param expiry how long a question can be answered, if it says so
 * @param groups identities by the name of their group
 * @param rules of which the first that matches counts
 */
record PolicyFile(
        String name, String text, Optional<Duration> expiry, Map<String, Set<String>> groups, List<PolicyRule> rules) {

    private static final String NO_RULE = "no-rule";

    PolicyFile {
        groups = Map.copyOf(groups);
        rules = List.copyOf(rules);
    }

    /** Reads a file; {@link PolicyReader.InvalidPolicyException} names everything that is wrong with it. */
    static PolicyFile parse(String name, String text) {
        return PolicyReader.read(name, text);
    }

    /** The first rule that matches; where none does it takes two people, whoever they are. */
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
