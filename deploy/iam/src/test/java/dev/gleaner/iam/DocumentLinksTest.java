package dev.gleaner.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The relative links of all Markdown files lead to files and headings, and the lists of docs/architecture.md stay short. */
class DocumentLinksTest {

    private static final Path ARCHITECTURE = TestSources.ROOT.resolve("docs/architecture.md");
    private static final Pattern LINK = Pattern.compile("\\[([^]\\[]*)]\\(([^()\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?) *#*");
    private static final Pattern ENTRY = Pattern.compile("(\\d+)\\. \\[(\\w+)]\\(\\S+/(\\w+)\\.java\\): .+");
    private static final Set<String> SKIPPED_FOLDERS = Set.of("target", ".git", ".m2", "node_modules");

    /** Largest number of source files in each journey. */
    private static final Map<String, Integer> LONGEST =
            Map.of("## 1.", 50, "## 2.", 31, "## 3.", 38, "## 4.", 45, "## 5.", 60);

    /** The lines of each document, without those in code blocks. */
    private static final Map<Path, List<String>> DOCUMENTS = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        Files.walkFileTree(TestSources.ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return SKIPPED_FOLDERS.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.toString().endsWith(".md")) {
                    DOCUMENTS.put(file.normalize(), prose(Files.readAllLines(file)));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Test
    void shouldLinkToFilesAndHeadingsThatExist() {
        List<String> broken = new ArrayList<>();
        int count = 0;

        for (Map.Entry<Path, List<String>> document : DOCUMENTS.entrySet()) {
            Matcher link = LINK.matcher(String.join("\n", document.getValue()));
            while (link.find()) {
                if (!link.group(2).matches("[a-z]+:.*")) {
                    count++;
                    if (!exists(document.getKey(), link.group(2))) {
                        broken.add(document.getKey() + ": " + link.group(2));
                    }
                }
            }
        }

        assertThat(count).isGreaterThan(200);
        assertThat(broken).isEmpty();
    }

    @Test
    void shouldListSourceFilesInOrderWithinTheLimitOfEachJourney() throws IOException {
        Map<String, Integer> listed = new HashMap<>();
        String journey = "";

        for (String line : Files.readAllLines(ARCHITECTURE)) {
            if (line.startsWith("## ")) {
                journey = line.substring(0, 5);
            } else if (line.matches("\\d+\\. .*")) {
                Matcher entry = ENTRY.matcher(line);
                assertThat(entry.matches()).as(line).isTrue();
                assertThat(entry.group(2)).as(line).isEqualTo(entry.group(3));
                assertEquals(listed.merge(journey, 1, Integer::sum), Integer.parseInt(entry.group(1)), line);
            }
        }

        assertThat(listed).containsOnlyKeys(LONGEST.keySet());
        listed.forEach((title, files) ->
                assertThat(files).as("source files of journey %s", title).isLessThanOrEqualTo(LONGEST.get(title)));
    }

    private static boolean exists(Path document, String link) {
        String file = link.replaceFirst("#.*", "");
        Path target = file.isEmpty() ? document : document.resolveSibling(file).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return !link.contains("#")
                || !DOCUMENTS.containsKey(target)
                || anchors(DOCUMENTS.get(target)).contains(link.substring(link.indexOf('#') + 1));
    }

    /** The anchors that GitHub gives to headings: lower case, hyphens for spaces, no punctuation, a number for repeated ones. */
    private static Set<String> anchors(List<String> lines) {
        Map<String, Integer> repeated = new HashMap<>();
        Set<String> anchors = new HashSet<>();
        for (String line : lines) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                String text = LINK.matcher(heading.group(1)).replaceAll("$1");
                String anchor = text.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
                        .replace(' ', '-');
                int before = repeated.merge(anchor, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? anchor : anchor + "-" + before);
            }
        }
        return anchors;
    }

    private static List<String> prose(List<String> lines) {
        List<String> prose = new ArrayList<>();
        boolean code = false;
        for (String line : lines) {
            if (line.startsWith("```")) {
                code = !code;
            } else if (!code) {
                prose.add(line);
            }
        }
        return prose;
    }
}
