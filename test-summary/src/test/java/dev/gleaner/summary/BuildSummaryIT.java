package dev.gleaner.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Prints what the tests of this build proved and what not, so that nobody takes a skipped test for a passed one. */
class BuildSummaryIT {

    private static final Path ROOT = Path.of("..");
    private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");

    @Test
    void shouldSayWhichTestsWereSkipped() throws IOException {
        List<String> modules = MODULE.matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .map(module -> module.group(1))
                .filter(module -> !module.equals("test-summary"))
                .toList();

        TestReports reports = TestReports.read(
                ROOT, modules, Instant.parse(System.getProperty("gleaner.build", Instant.EPOCH.toString())));

        Path file = Files.createDirectories(Path.of("target")).resolve("summary.txt");
        Files.write(file, reports.summary());
        System.out.println("[test-summary] " + String.join("\n[test-summary] ", reports.summary()));
        if (System.getProperty("it.test") == null && System.getProperty("test") == null) {
            assertThat(reports.modulesWithoutTests())
                    .as("modules that this one does not wait for, since its pom.xml does not name them")
                    .isEmpty();
        }
    }
}
