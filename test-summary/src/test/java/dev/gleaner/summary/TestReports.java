package dev.gleaner.summary;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What the reports of Surefire and Failsafe say of the tests of one build. */
final class TestReports {

    private static final int WIDTH = 200;

    private final Map<String, Integer> testsByModule = new TreeMap<>();
    private final Map<String, Skipped> skippedByReason = new TreeMap<>();
    private int failed;

    private TestReports() {}

    /** Tests that were skipped for one reason. */
    private static final class Skipped {
        private final TreeSet<String> classes = new TreeSet<>();
        private int count;
    }

    /**
     * Reads the reports in {@code target/surefire-reports} and {@code target/failsafe-reports} of the modules.
     *
     * @param since older reports are of an earlier build
     */
    static TestReports read(Path root, List<String> modules, Instant since) throws IOException {
        TestReports reports = new TestReports();
        for (String module : modules) {
            reports.testsByModule.put(module, 0);
            for (String folder : List.of("surefire-reports", "failsafe-reports")) {
                for (Path file : files(root.resolve(module).resolve("target").resolve(folder), since)) {
                    reports.add(module, file);
                }
            }
        }
        return reports;
    }

    private static List<Path> files(Path folder, Instant since) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                    .filter(file -> isSince(file, since))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isSince(Path file, Instant since) {
        try {
            return !Files.getLastModifiedTime(file).toInstant().isBefore(since);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String module, Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            XMLStreamReader xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(input);
            String test = "";
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.getLocalName()) {
                        case "testcase" -> {
                            test = simpleName(String.valueOf(xml.getAttributeValue(null, "classname")));
                            testsByModule.merge(module, 1, Integer::sum);
                        }
                        case "skipped" -> {
                            // Of a condition it is the message, of an assumption the stack trace.
                            String message = xml.getAttributeValue(null, "message");
                            skip(test, message == null ? xml.getElementText() : message);
                        }
                        case "failure", "error" -> failed++;
                        default -> {
                            // Properties, output and repetitions.
                        }
                    }
                }
            }
        } catch (XMLStreamException e) {
            throw new IOException("unreadable test report " + file, e);
        }
    }

    private void skip(String test, String message) {
        String reason = message.replaceFirst("^(org\\.\\S+Exception: )?(Assumption failed: )?", "")
                .lines()
                .findFirst()
                .orElse("no reason given");
        Skipped skipped = skippedByReason.computeIfAbsent(
                reason.substring(0, Math.min(WIDTH, reason.length())), ignored -> new Skipped());
        skipped.classes.add(test);
        skipped.count++;
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    /** The modules in which no test ran. */
    List<String> modulesWithoutTests() {
        return testsByModule.entrySet().stream()
                .filter(module -> module.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Counts, and the reasons of skipped tests, the most frequent first. */
    List<String> summary() {
        int all = testsByModule.values().stream().mapToInt(Integer::intValue).sum();
        int skipped = skippedByReason.values().stream()
                .mapToInt(reason -> reason.count)
                .sum();
        List<String> lines = new ArrayList<>();
        lines.add("%d tests in %d modules: %d passed, %d failed, %d skipped"
                .formatted(all, testsByModule.size(), all - failed - skipped, failed, skipped));
        skippedByReason.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, Skipped> reason) -> -reason.getValue().count))
                .forEach(reason -> lines.add("  skipped %d: %s (%s)"
                        .formatted(
                                reason.getValue().count,
                                reason.getKey(),
                                String.join(", ", reason.getValue().classes))));
        List<String> without = modulesWithoutTests();
        if (!without.isEmpty()) {
            lines.add("  no test ran in " + String.join(", ", without));
        }
        return lines;
    }
}
