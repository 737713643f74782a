package dev.gleaner.analyzer.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.finding.RemedyAction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of rules and their actions in docs/actions.md has each rule with each action that its remedies name. */
class ProposedActionsTest {

    private static final Path DOCUMENT = Path.of("../docs/actions.md");
    private static final String TABLE = "## Rules and their actions";
    private static final Path RULES = Path.of("src/main/java/dev/gleaner/analyzer/rule");
    private static final Pattern RULE = Pattern.compile("new RuleName\\(\"([a-z0-9-]+)\"");
    private static final Pattern RULE_OF_ANOTHER_FILE = Pattern.compile("return (\\w+)\\.NAME;");
    private static final Pattern ACTION =
            Pattern.compile("(?:new Remedy|Remedy\\.of)\\(\\s*(?:RemedyAction\\.([A-Z0-9_]+)|\"([a-z0-9-]+)\"|(\\w+))");

    /** What a lifecycle rule does stands behind its action. */
    private static final Pattern EFFECT = Pattern.compile(" \\([a-z ]+\\)$");

    private static final String ADVICE = "advice only";
    private static final String NONE = "none yet";

    /** The two first cells of a row. */
    private record Row(String rule, String action) {}

    @Test
    void shouldHaveARowForEachRule() {
        Set<String> rules = sources()
                .map(ProposedActionsTest::rule)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(rules).contains("idle-instance", "forgotten-storage");
        assertThat(rows().map(Row::rule).filter(rule -> !rule.equals(NONE)).collect(Collectors.toSet()))
                .isEqualTo(rules);
    }

    @Test
    void shouldHaveTheActionsOfAllRemedies() {
        Set<String> actions =
                sources().flatMap(source -> actions(source).stream()).collect(Collectors.toCollection(TreeSet::new));

        assertThat(actions).contains("stop-instance", "delete-snapshot");
        assertThat(rows().filter(row -> !row.rule().equals(NONE))
                        .map(Row::action)
                        .filter(action -> !action.equals(ADVICE))
                        .collect(Collectors.toSet()))
                .isEqualTo(actions);
    }

    /** Remedies of instances are in one file for several rules, and only the set of their actions is compared. */
    @Test
    void shouldHaveTheActionsOfEachRuleThatNamesThemItself() {
        Set<Row> proposed = sources()
                .filter(source -> !rule(source).isEmpty())
                .flatMap(source -> actions(source).stream().map(action -> new Row(rule(source), action)))
                .collect(Collectors.toSet());
        Set<String> shared = sources()
                .filter(source -> rule(source).isEmpty())
                .flatMap(source -> actions(source).stream())
                .collect(Collectors.toSet());

        Set<Row> rows = rows().filter(
                        row -> !row.rule().equals(NONE) && !row.action().equals(ADVICE))
                .collect(Collectors.toSet());

        assertThat(rows).containsAll(proposed);
        assertThat(rows)
                .filteredOn(row -> !proposed.contains(row))
                .extracting(Row::action)
                .isSubsetOf(shared);
    }

    private static Stream<Row> rows() {
        return lines(DOCUMENT).stream()
                .dropWhile(line -> !line.equals(TABLE))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `") || line.startsWith("| " + NONE))
                .map(line -> line.replace("`", "").split("\\|"))
                .map(cells -> new Row(
                        cells[1].strip(), EFFECT.matcher(cells[2].strip()).replaceFirst("")));
    }

    /** The rule whose remedies a source creates; empty if it is not of one rule. */
    private static String rule(String source) {
        Matcher own = RULE.matcher(source);
        if (own.find()) {
            return own.group(1);
        }
        Matcher other = RULE_OF_ANOTHER_FILE.matcher(source);
        return other.find()
                ? sources()
                        .filter(candidate -> Pattern.compile("\\b(class|record) " + other.group(1) + "\\b")
                                .matcher(candidate)
                                .find())
                        .map(ProposedActionsTest::rule)
                        .findFirst()
                        .orElseThrow()
                : "";
    }

    /** The actions of the remedies that a source creates, as texts or constants. */
    private static List<String> actions(String source) {
        return ACTION.matcher(source)
                .results()
                .map(found -> {
                    if (found.group(1) != null) {
                        return RemedyAction.valueOf(found.group(1)).id();
                    }
                    return found.group(2) == null ? constant(source, found.group(3)) : found.group(2);
                })
                .toList();
    }

    private static String constant(String source, String name) {
        Matcher value = Pattern.compile("\\b" + name + " =\\s*\"([a-z0-9-]+)\"").matcher(source);
        assertThat(value.find())
                .as("the value of %s, which names an action", name)
                .isTrue();
        return value.group(1);
    }

    private static Stream<String> sources() {
        try (Stream<Path> files = Files.walk(RULES)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream()
                    .map(file -> String.join("\n", lines(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
