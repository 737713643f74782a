package dev.gleaner.analyzer.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.DocumentTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** README.md lists each rule once, by the step of the optimisation sequence and then by name; rules outside it come last. */
class RuleTableTest {

    private static final Path RULES = Path.of("src/main/java/dev/gleaner/analyzer/rule");
    private static final Pattern NAME = Pattern.compile("new RuleName\\(\"([a-z0-9-]+)\", (\\d)\\)");
    private static final int LAST_STEP = 7;

    @Test
    void shouldListEachRuleOnceByItsStep() throws IOException {
        Map<String, Integer> steps = steps();
        List<String> rules = steps.keySet().stream()
                .sorted(Comparator.<String>comparingInt(rule -> position(steps.get(rule)))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();

        DocumentTable table =
                DocumentTable.read(Path.of("../README.md"), "## What it finds").writeIfAsked(rules);

        assertThat(rules)
                .startsWith("idle-endpoint")
                .contains("forgotten-storage")
                .endsWith("unit-cost");
        assertThat(table.names())
                .as("the rules of README.md, which -Dgleaner.docs.write=true brings into order")
                .isEqualTo(rules);
        assertThat(table.rowsWithoutText()).isEmpty();
    }

    private static int position(int step) {
        return step == 0 ? LAST_STEP + 1 : step;
    }

    /** The steps of all rules by their names, each of which stands in one place. */
    private static Map<String, Integer> steps() throws IOException {
        Map<String, Integer> steps = new TreeMap<>();
        try (Stream<Path> files = Files.walk(RULES)) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith(".java"))::iterator) {
                NAME.matcher(Files.readString(file))
                        .results()
                        .forEach(name -> assertThat(steps.put(name.group(1), Integer.valueOf(name.group(2))))
                                .as("%s stands in one place", name.group(1))
                                .isNull());
            }
        }
        return steps;
    }
}
