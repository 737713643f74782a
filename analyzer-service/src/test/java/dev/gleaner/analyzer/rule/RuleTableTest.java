package dev.gleaner.analyzer.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.DocumentTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** README.md lists each rule once, by the step of the optimisation sequence and then by name; rules outside it come last. */
class RuleTableTest {

    private static final Path RULES = Path.of("src/main/java/dev/gleaner/analyzer/rule");
    private static final Pattern CONSTANT = Pattern.compile("\\b(NAME|STEP) = \"?([a-z0-9-]+)\"?;");
    private static final Pattern NAME = Pattern.compile("String name\\(\\) \\{\\s*return ([\\w.]+);");
    private static final Pattern STEP = Pattern.compile("int step\\(\\) \\{\\s*return ([\\w.]+);");
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

    /** The steps of all rules by their names, as the sources return them; several sources may be of one rule. */
    private static Map<String, Integer> steps() throws IOException {
        Map<String, String> sources = sources();
        Map<String, String> constants = new HashMap<>();
        sources.forEach((type, source) -> CONSTANT.matcher(source)
                .results()
                .forEach(found -> constants.put(type + '.' + found.group(1), found.group(2))));

        Map<String, Integer> steps = new TreeMap<>();
        sources.forEach((type, source) -> {
            if (NAME.matcher(source).find()) {
                String name = returned(NAME, type, source, constants);
                int step = Integer.parseInt(returned(STEP, type, source, constants));
                assertThat(steps.getOrDefault(name, step)).as(name).isEqualTo(step);
                steps.put(name, step);
            }
        });
        return steps;
    }

    /** What a method returns: a number, a constant of the type itself, or one of another type. */
    private static String returned(Pattern method, String type, String source, Map<String, String> constants) {
        Matcher found = method.matcher(source);
        assertThat(found.find()).as("%s has %s", type, method).isTrue();
        String text = found.group(1);
        return constants.getOrDefault(text.contains(".") ? text : type + '.' + text, text);
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(RULES)) {
            for (Path file :
                    (Iterable<Path>) files.filter(path -> path.toString().endsWith(".java"))::iterator) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        return sources;
    }
}
