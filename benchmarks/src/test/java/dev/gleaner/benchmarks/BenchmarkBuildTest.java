package dev.gleaner.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** benchmarks/run and deploy/local/up build again only what has changed. Maven and Java are programs here that note their calls. */
class BenchmarkBuildTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @BeforeEach
    void copyTheScriptsAndWriteASource() throws IOException {
        for (String script : List.of("benchmarks/run", "deploy/local/stamp.sh", "deploy/local/common.sh")) {
            Files.createDirectories(folder.resolve(script).getParent());
            Files.copy(ROOT.resolve(script), folder.resolve(script));
        }
        write("pom.xml", "<project/>");
        write(".mvn/maven.config", "-T1");
        for (String module :
                List.of("contracts", "service-support", "local-runtime", "collector-service", "system-tests")) {
            write(module + "/pom.xml", "<project/>");
            write(module + "/src/main/java/A.java", "class A {}");
            write(module + "/src/test/java/ATest.java", "class ATest {}");
        }
        program("mvnw", """
                echo "$*" >>maven-calls
                [ ! -e broken ] || exit 1
                mkdir -p deploy/local/target benchmarks/target
                echo none | tee benchmarks/target/classpath >deploy/local/target/classpath
                for service in collector analyzer actuator; do
                  mkdir -p $service-service/target/quarkus-app
                  touch $service-service/target/quarkus-app/quarkus-run.jar
                done
                """);
        program("bin/java", "echo '    java.specification.version = 17' >&2\n");
    }

    @Test
    void shouldBuildOnceIfNothingChanges() throws Exception {
        assertThat(run()).isZero();
        assertThat(run()).isZero();
        // As by a change of branch and back.
        Files.setLastModifiedTime(
                folder.resolve("contracts/src/main/java/A.java"),
                FileTime.from(Instant.now().plusSeconds(60)));
        write("contracts/src/test/java/ATest.java", "class ATest { int changed; }");
        assertThat(run()).isZero();

        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void shouldBuildWhatChangedOrIsGone() throws Exception {
        run();
        write("system-tests/src/main/java/A.java", "class A { int changed; }");
        run();
        assertThat(builds()).isEqualTo(2);

        Files.delete(folder.resolve("system-tests/src/main/java/A.java"));
        run();
        assertThat(builds()).isEqualTo(3);

        write(".mvn/maven.config", "-T2");
        run();
        assertThat(builds()).isEqualTo(4);
    }

    @Test
    void shouldBuildAgainAfterABuildThatFailed() throws Exception {
        write("broken", "");
        assertThat(run()).isEqualTo(1);
        Files.delete(folder.resolve("broken"));

        assertThat(run()).isZero();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void shouldHaveBuiltWhatALocalRunNeeds() throws Exception {
        assertThat(localRunIsBuilt()).isFalse();
        run();
        assertThat(localRunIsBuilt()).isTrue();

        write("system-tests/src/main/java/A.java", "class A { int changed; }");
        assertThat(localRunIsBuilt()).isTrue();
        write("collector-service/src/main/java/A.java", "class A { int changed; }");
        assertThat(localRunIsBuilt()).isFalse();
    }

    private int run() throws Exception {
        return execute(folder.resolve("benchmarks/run").toString(), "--list");
    }

    private boolean localRunIsBuilt() throws Exception {
        return execute("bash", "-c", ". deploy/local/common.sh && built") == 0;
    }

    private int execute(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().remove("JAVA_HOME");
        builder.environment().remove("GLEANER_SKIP_BUILD");
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private int builds() throws IOException {
        return Files.readAllLines(folder.resolve("maven-calls"), UTF_8).size();
    }

    private void program(String path, String script) throws IOException {
        write(path, "#!/usr/bin/env bash\nset -e\n" + script);
        assertThat(folder.resolve(path).toFile().setExecutable(true)).isTrue();
    }

    private void write(String path, String content) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), content);
    }
}
