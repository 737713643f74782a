package dev.gleaner.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/architecture.md names each migration that locks a table which an actuator of an earlier version uses, for as long as it has rows to read. */
class MigrationDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/architecture.md");
    private static final String HEADING = "### Upgrading the actuator";
    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Pattern CREATED = Pattern.compile("create table (\\w+)");
    private static final Pattern INDEX = Pattern.compile("create (?:unique )?index \\w+\\s+on (\\w+)");
    private static final Pattern KEY = Pattern.compile("alter table (\\w+) add primary key");

    @Test
    void shouldNameEachMigrationThatBuildsAKeyOrAnIndexOfATableThatIsThere() throws IOException {
        List<String> rows = Files.readAllLines(DOCUMENT).stream()
                .dropWhile(line -> !line.equals(HEADING))
                .skip(1)
                .takeWhile(line -> !line.startsWith("#"))
                .filter(line -> line.startsWith("| `V"))
                .map(line -> line.replace("`", "").split("\\|"))
                .map(cells -> String.join(" | ", cells[1].strip(), cells[2].strip(), cells[3].strip()))
                .toList();

        assertThat(built()).contains("V30 | finding_version | primary key");
        assertThat(rows).isEqualTo(built());
    }

    private static List<String> built() throws IOException {
        List<String> built = new ArrayList<>();
        Set<String> there = new HashSet<>();
        for (Path file : migrations()) {
            String script = Files.readString(file);
            Set<String> created = tables(CREATED, script);
            there.removeAll(created);
            for (String table : tables(KEY, script)) {
                built.add("V" + version(file) + " | " + table + " | primary key");
            }
            for (String table : tables(INDEX, script)) {
                if (there.contains(table)) {
                    built.add("V" + version(file) + " | " + table + " | index");
                }
            }
            there.addAll(created);
        }
        return built;
    }

    private static Set<String> tables(Pattern pattern, String script) {
        Set<String> tables = new TreeSet<>();
        pattern.matcher(script).results().forEach(found -> tables.add(found.group(1)));
        return tables;
    }

    private static List<Path> migrations() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            return files.sorted(Comparator.comparingInt(MigrationDocumentTest::version))
                    .toList();
        }
    }

    private static int version(Path file) {
        return Integer.parseInt(file.getFileName().toString().replaceAll("V(\\d+)__.*", "$1"));
    }
}
