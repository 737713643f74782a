package dev.gleaner.test.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class AbortedClassReporterTest {

    @TempDir
    private Path module;

    @Test
    void shouldReportAClassOfWhichNoTestBegan() throws IOException {
        run(WithoutBrowser.class);

        assertThat(reports()).singleElement().satisfies(report -> {
            assertThat(report.getParent()).endsWithRaw(Path.of("target/surefire-reports"));
            assertThat(report)
                    .content()
                    .contains("classname=\"" + WithoutBrowser.class.getName() + "\"")
                    .contains("no &lt;browser&gt;");
        });
    }

    @Test
    void shouldLeaveOthersToSurefire() throws IOException {
        run(SkippingOneTest.class);

        assertThat(reports()).isEmpty();
    }

    @Test
    void shouldBeRegistered() {
        assertThat(ServiceLoader.load(TestExecutionListener.class))
                .hasAtLeastOneElementOfType(AbortedClassReporter.class);
    }

    private void run(Class<?> test) {
        LauncherFactory.create(LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .build())
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(test))
                                .build(),
                        new AbortedClassReporter(module));
    }

    private List<Path> reports() throws IOException {
        try (Stream<Path> files = Files.walk(module)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    static class WithoutBrowser {

        @BeforeAll
        static void requireBrowser() {
            Assumptions.abort("no <browser>");
        }

        @Test
        void shouldShowAPage() {}
    }

    static class SkippingOneTest {

        @Test
        void shouldSkipOneTest() {
            Assumptions.abort("this one");
        }
    }
}
