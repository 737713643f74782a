package dev.gleaner.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The names of the services' meters, which dashboards and alerts of users ask for: as the source creates them, in whole
 * or as a prefix of its file and the rest.
 */
class MeterNamesTest {

    private static final Pattern NAME = Pattern.compile("\"(gleaner(?:\\.[a-z-]+)+)\"");
    private static final Pattern PREFIX = Pattern.compile("PREFIX = \"(gleaner\\.[a-z.-]+\\.)\"");
    private static final Pattern REST = Pattern.compile("(?:PREFIX \\+ |(?:add|count|gauge)\\()\"([a-z][a-z.-]*)\"");
    private static final List<String> MODULES =
            List.of("collector-service", "analyzer-service", "actuator-service", "service-support");

    @Test
    void shouldKeepTheNamesOfMeters() throws IOException {
        assertThat(names())
                .containsExactlyElementsOf(Files.readAllLines(Path.of("src/test/resources/meter-names.txt")));
    }

    private static SortedSet<String> names() throws IOException {
        SortedSet<String> names = new TreeSet<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String source = Files.readString(file);
                    if (source.contains("import io.micrometer.")) {
                        NAME.matcher(source).results().forEach(match -> names.add(match.group(1)));
                        addComposed(source, names);
                    }
                }
            }
        }
        return names;
    }

    private static void addComposed(String source, SortedSet<String> names) {
        Matcher prefix = PREFIX.matcher(source);
        if (prefix.find()) {
            REST.matcher(source).results().forEach(match -> names.add(prefix.group(1) + match.group(1)));
        }
    }
}
