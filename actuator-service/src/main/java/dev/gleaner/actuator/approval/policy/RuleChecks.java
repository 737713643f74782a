package dev.gleaner.actuator.approval.policy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What rules have to be together: each can match something, and nothing comes by itself that can't be taken back. */
final class RuleChecks {

    private static final Duration DEFAULT_EXPIRY = Duration.ofDays(3);

    private final List<PolicyRule> rules;
    private final Duration expiry;
    private final Problems problems;

    RuleChecks(List<PolicyRule> rules, Optional<Duration> expiry, Problems problems) {
        this.rules = rules;
        this.expiry = expiry.orElse(DEFAULT_EXPIRY);
        this.problems = problems;
    }

    void run() {
        Set<String> names = new HashSet<>();
        for (int place = 0; place < rules.size(); place++) {
            PolicyRule rule = rules.get(place);
            if (!names.add(rule.name())) {
                problems.add(rule.spot(), "another rule is called " + rule.name());
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
                        rule.spot(),
                        "it can never match: " + before.name() + " in line "
                                + before.spot().line() + " matches all that it does"));
    }

    private void requireSafeNotice(PolicyRule rule) {
        rule.consequence().notice().ifPresent(notice -> {
            if (!rule.match().reversible().equals(Optional.of(true))) {
                problems.add(
                        rule.spot(),
                        "auto-after is for what can be taken back alone: its match needs reversible: true");
            }
            if (notice.compareTo(expiry) >= 0) {
                problems.add(
                        rule.spot(),
                        "auto-after " + Requirement.hours(notice) + " would never come: a question expires after "
                                + Requirement.hours(expiry));
            }
        });
    }
}
