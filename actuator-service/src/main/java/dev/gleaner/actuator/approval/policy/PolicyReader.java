package dev.gleaner.actuator.approval.policy;

import dev.gleaner.actuator.format.SourceProblems;
import dev.gleaner.actuator.format.YamlMappingReader;
import dev.gleaner.actuator.format.YamlTree;
import dev.gleaner.contracts.finding.RemedyAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Parses a policy file. */
final class PolicyReader {

    private static final List<String> KEYS = List.of("expiry", "groups", "rules");
    private static final Duration SHORTEST_EXPIRY = Duration.ofHours(1);
    private static final Duration LONGEST_EXPIRY = Duration.ofDays(90);

    private final SourceProblems problems;

    private PolicyReader(SourceProblems problems) {
        this.problems = problems;
    }

    static PolicyFile read(String name, String text) {
        SourceProblems problems = new SourceProblems(name);
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

    private Set<String> group(YamlMappingReader groups, String name, YamlTree.SourceLocation sourceLocation) {
        if (name.equals(PolicyRule.Outcome.OWNER)) {
            problems.add(
                    sourceLocation, "owner stands for the owner in a resource's tag, so no group can have that name");
        }
        return new LinkedHashSet<>(groups.texts(name).keySet());
    }

    private List<PolicyRule> rules(YamlMappingReader yamlMappingReader, Map<String, Set<String>> groups) {
        List<PolicyRule> rules = new ArrayList<>();
        for (YamlTree.Node node : yamlMappingReader.nodes("rules")) {
            rules.add(new RuleReader(groups, problems).read(node, rules.size() + 1));
        }
        return rules;
    }

    /** Checks rules against each other: each has to be able to match, and only reversible remedies may be automatic. */
    static final class RuleChecks {

        private static final Duration DEFAULT_EXPIRY = Duration.ofDays(3);

        private final List<PolicyRule> rules;
        private final Duration expiry;
        private final SourceProblems problems;

        RuleChecks(List<PolicyRule> rules, Optional<Duration> expiry, SourceProblems problems) {
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
                            "auto-after is only for reversible actions: its match needs reversible: true");
                }
                if (notice.compareTo(expiry) >= 0) {
                    problems.add(
                            rule.location(),
                            "auto-after " + YamlMappingReader.hours(notice)
                                    + " would never apply: a proposal expires after "
                                    + YamlMappingReader.hours(expiry));
                }
            });
        }
    }

    /** An invalid policy; the message names each problem with file, line and column. */
    public static final class InvalidPolicyException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient List<String> problems;

        InvalidPolicyException(List<String> problems) {
            super(String.join("\n", problems));
            this.problems = List.copyOf(problems);
        }

        /** The problems, one line each. */
        public List<String> problems() {
            return problems;
        }
    }

    /** Parses one rule. */
    static final class RuleReader {

        private static final List<String> RULE = List.of("name", "match", "decide");
        private static final List<String> MATCH =
                List.of("environment", "action", "reversible", "monthly-at-most", "account");
        private static final Set<String> ACTIONS =
                Stream.of(RemedyAction.values()).map(RemedyAction::id).collect(Collectors.toUnmodifiableSet());
        private static final List<String> DECIDE = List.of("people", "auto-after", "from", "reason-words");
        private static final String NEVER = "never";
        private static final int MOST_PEOPLE = 5;
        private static final int MOST_WORDS = 100;
        private static final Duration SHORTEST_NOTICE = Duration.ofHours(1);
        private static final Duration LONGEST_NOTICE = Duration.ofDays(90);

        private final Map<String, Set<String>> groups;
        private final SourceProblems problems;

        RuleReader(Map<String, Set<String>> groups, SourceProblems problems) {
            this.groups = groups;
            this.problems = problems;
        }

        /** Parses the rule as far as possible; rules are numbered from 1. */
        PolicyRule read(YamlTree.Node node, int number) {
            YamlMappingReader yamlMappingReader = YamlMappingReader.of(node, "a rule", RULE, problems);
            PolicyRule.Match match = yamlMappingReader
                    .node("match")
                    .map(this::match)
                    .orElseGet(() -> match(new YamlTree.Node.Fields(node.location(), Map.of())));
            return new PolicyRule(
                    name(yamlMappingReader, number),
                    yamlMappingReader.location(),
                    problems.format(yamlMappingReader.location()),
                    match,
                    readOutcome(yamlMappingReader));
        }

        private String name(YamlMappingReader yamlMappingReader, int number) {
            return yamlMappingReader
                    .text("name")
                    .filter(name -> {
                        boolean good = name.matches("[a-z0-9]+(-[a-z0-9]+)*");
                        if (!good) {
                            problems.add(
                                    yamlMappingReader.location("name"),
                                    "name has to be lower-case words with hyphens, as dev-auto");
                        }
                        return good;
                    })
                    .orElse("rule-" + number);
        }

        private PolicyRule.Match match(YamlTree.Node node) {
            YamlMappingReader yamlMappingReader = YamlMappingReader.of(node, "match", MATCH, problems);
            return new PolicyRule.Match(
                    yamlMappingReader.texts("environment").keySet().stream()
                            .map(text -> text.toLowerCase(Locale.ROOT))
                            .collect(Collectors.toUnmodifiableSet()),
                    known(yamlMappingReader, "action", ACTIONS, "no action is called "),
                    yamlMappingReader.flag("reversible"),
                    yamlMappingReader.dollars("monthly-at-most"),
                    accounts(yamlMappingReader));
        }

        private Set<String> accounts(YamlMappingReader yamlMappingReader) {
            Map<String, YamlTree.SourceLocation> accounts = yamlMappingReader.texts("account");
            accounts.forEach((account, sourceLocation) -> {
                if (!account.matches("[0-9]{12}")) {
                    problems.add(sourceLocation, "account has to be the 12 digits of an account, not " + account);
                }
            });
            return Set.copyOf(accounts.keySet());
        }

        private PolicyRule.Outcome readOutcome(YamlMappingReader rule) {
            Optional<YamlTree.Node> decide = rule.node("decide");
            if (decide.isEmpty()) {
                problems.add(rule.location(), "decide is missing: never, or people, or auto-after");
                return PolicyRule.Outcome.NEVER;
            }
            if (decide.get() instanceof YamlTree.Node.Text text) {
                if (!text.value().equals(NEVER)) {
                    problems.add(text.location(), "decide has to be never, or keys as people: 1 or auto-after: 24h");
                }
                return PolicyRule.Outcome.NEVER;
            }
            return readApproval(YamlMappingReader.of(decide.get(), "decide", DECIDE, problems));
        }

        private PolicyRule.Outcome readApproval(YamlMappingReader yamlMappingReader) {
            Optional<Integer> people = yamlMappingReader.number("people", 1, MOST_PEOPLE);
            Optional<Duration> notice = yamlMappingReader.duration("auto-after", SHORTEST_NOTICE, LONGEST_NOTICE);
            if (!yamlMappingReader.has("people") && !yamlMappingReader.has("auto-after")) {
                problems.add(yamlMappingReader.location(), "decide needs people or auto-after");
            }
            if (people.orElse(1) > 1 && yamlMappingReader.has("auto-after")) {
                problems.add(
                        yamlMappingReader.location("people"), "an approval by several people can't be automatic too");
            }
            List<String> from = List.copyOf(known(yamlMappingReader, "from", names(), "there is no group "));
            requireEnough(yamlMappingReader, people.orElse(1), from);
            return new PolicyRule.Outcome(
                    people.orElse(1),
                    from,
                    notice,
                    yamlMappingReader.number("reason-words", 1, MOST_WORDS).orElse(0));
        }

        private Set<String> names() {
            Set<String> names = new TreeSet<>(groups.keySet());
            names.add(PolicyRule.Outcome.OWNER);
            return names;
        }

        /** Reports a rule that requires more people than its groups have. */
        private void requireEnough(YamlMappingReader yamlMappingReader, int people, List<String> from) {
            long members = from.stream()
                    .flatMap(name -> groups.getOrDefault(name, Set.of()).stream())
                    .distinct()
                    .count();
            long most = members + (from.contains(PolicyRule.Outcome.OWNER) ? 1 : 0);
            if (!from.isEmpty() && most < people && names().containsAll(from)) {
                problems.add(
                        yamlMappingReader.location("people"),
                        "people is " + people + ", but from names at most " + most + ", so it could never be approved");
            }
        }

        private Set<String> known(
                YamlMappingReader yamlMappingReader, String key, Set<String> known, String otherwise) {
            Map<String, YamlTree.SourceLocation> texts = new TreeMap<>(yamlMappingReader.texts(key));
            texts.forEach((text, sourceLocation) -> {
                if (!known.contains(text)) {
                    problems.add(
                            sourceLocation,
                            otherwise + text + "; there are " + String.join(", ", new TreeSet<>(known)));
                }
            });
            return Set.copyOf(texts.keySet());
        }
    }
}
