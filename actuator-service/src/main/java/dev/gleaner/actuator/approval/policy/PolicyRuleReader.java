package dev.gleaner.actuator.approval.policy;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads one rule. */
final class PolicyRuleReader {

    private static final List<String> RULE = List.of("name", "match", "decide");
    private static final List<String> MATCH =
            List.of("environment", "action", "reversible", "monthly-at-most", "account");
    private static final List<String> DECIDE = List.of("people", "auto-after", "from", "reason-words");
    private static final String NEVER = "never";
    private static final int MOST_PEOPLE = 5;
    private static final int MOST_WORDS = 100;
    private static final Duration SHORTEST_NOTICE = Duration.ofHours(1);
    private static final Duration LONGEST_NOTICE = Duration.ofDays(90);

    private final Map<String, Set<String>> groups;
    private final PolicyProblems problems;

    PolicyRuleReader(Map<String, Set<String>> groups, PolicyProblems problems) {
        this.groups = groups;
        this.problems = problems;
    }

    /** The rule, as far as it can be read; it counts from 1. */
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
                known(yamlMappingReader, "action", KnownActions.NAMES, "no action is called "),
                yamlMappingReader.flag("reversible"),
                yamlMappingReader.dollars("monthly-at-most"),
                accounts(yamlMappingReader));
    }

    private Set<String> accounts(YamlMappingReader yamlMappingReader) {
        Map<String, SourceLocation> accounts = yamlMappingReader.texts("account");
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
                    yamlMappingReader.location("people"), "what takes more than one person can't come by itself too");
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

    /** More people than there are could never agree. */
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

    private Set<String> known(YamlMappingReader yamlMappingReader, String key, Set<String> known, String otherwise) {
        Map<String, SourceLocation> texts = new TreeMap<>(yamlMappingReader.texts(key));
        texts.forEach((text, sourceLocation) -> {
            if (!known.contains(text)) {
                problems.add(
                        sourceLocation, otherwise + text + "; there are " + String.join(", ", new TreeSet<>(known)));
            }
        });
        return Set.copyOf(texts.keySet());
    }
}
