package dev.gleaner.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestReportsTest {

    private static final Instant BUILD = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    private Path root;

    @Test
    void shouldCountSkippedTestsByReason() throws IOException {
        write("a/target/surefire-reports/TEST-x.PageTest.xml", """
                <testsuite name="x.PageTest" tests="3">
                  <testcase name="shouldShow" classname="x.PageTest"/>
                  <testcase name="shouldDraw" classname="x.PageTest"><skipped message="no chromium&#10;at line 1"/></testcase>
                  <testcase name="shouldAdd" classname="x.PageTest"><failure message="3"/></testcase>
                </testsuite>
                """);
        write("b/target/failsafe-reports/TEST-x.WindowIT.xml", """
                <testsuite name="x.WindowIT" tests="1">
                  <testcase name="" classname="x.WindowIT">
                    <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: no chromium
                	at org.junit.jupiter.api.Assumptions.abort(Assumptions.java:127)
                ]]></skipped>
                  </testcase>
                </testsuite>
                """);
        write("b/target/failsafe-reports/TEST-x.KitIT.xml", """
                <testsuite name="x.KitIT" tests="1">
                  <testcase name="shouldRun" classname="x.KitIT"><skipped message="no python3"/></testcase>
                </testsuite>
                """);

        assertThat(read("a", "b").summary())
                .containsExactly(
                        "5 tests in 2 modules: 1 passed, 1 failed, 3 skipped",
                        "  skipped 2: no chromium (PageTest, WindowIT)",
                        "  skipped 1: no python3 (KitIT)");
    }

    @Test
    void shouldNotCountReportsOfAnEarlierBuild() throws IOException {
        Path report = write("a/target/surefire-reports/TEST-x.OldTest.xml", """
                <testsuite name="x.OldTest" tests="1"><testcase name="shouldRun" classname="x.OldTest"/></testsuite>
                """);
        Files.setLastModifiedTime(report, FileTime.from(BUILD.minusSeconds(1)));

        TestReports reports = read("a", "c");

        assertThat(reports.modulesWithoutTests()).containsExactly("a", "c");
        assertThat(reports.summary())
                .containsExactly("0 tests in 2 modules: 0 passed, 0 failed, 0 skipped", "  no test ran in a, c");
    }

    private TestReports read(String... modules) throws IOException {
        return TestReports.read(root, List.of(modules), BUILD);
    }

    private Path write(String file, String content) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, content);
    }
}
