package dev.gleaner.kits.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gleaner.kits.PythonInterpreter;
import dev.gleaner.local.runtime.process.ExternalProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the checkpoint kit's tests in Python that need no S3. */
class CheckpointKitTest {

    static final Path KIT = Path.of("checkpoint").toAbsolutePath();
    static final Optional<PythonInterpreter> PYTHON = PythonInterpreter.importing("boto3", "numpy");
    static final String REQUIRED = "No Python with boto3 and NumPy: install python3-boto3 and python3-numpy";

    @ParameterizedTest
    @ValueSource(strings = {"test_cadence.py", "test_interruption.py", "test_settings.py", "test_render.py"})
    void shouldPass(String file) {
        assumeTrue(PYTHON.isPresent(), REQUIRED);

        ExternalProgram.Result result = PYTHON.orElseThrow().run(KIT, file, Map.of());

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.lastLine()).isEqualTo("OK");
    }

    @Test
    void shouldSaveTheStateOfPytorch() {
        Optional<PythonInterpreter> python = PythonInterpreter.importing("boto3", "torch");
        assumeTrue(python.isPresent(), "No Python with boto3 and torch");

        ExternalProgram.Result result = python.orElseThrow().run(KIT, "test_pytorch.py", Map.of());

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.lastLine()).isEqualTo("OK");
    }

    /** Where moto cannot execute state machines, the tests that execute them are skipped. */
    @Test
    void shouldRestartInterruptedRuns() {
        Optional<PythonInterpreter> python = PythonInterpreter.importing("boto3", "moto");
        assumeTrue(python.isPresent(), "No Python with moto: install python3-moto, or pip install 'moto[all]'");

        ExternalProgram.Result result = python.orElseThrow().run(KIT, "test_restart.py", Map.of());

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.lastLine()).startsWith("OK");
    }

    /** JUnit does not find them by itself. */
    @Test
    void shouldRunEachFileOfTheTests() throws IOException {
        String sources = Files.readString(Path.of("src/test/java/dev/gleaner/kits/checkpoint/CheckpointKitTest.java"))
                + Files.readString(Path.of("src/test/java/dev/gleaner/kits/checkpoint/CheckpointKitIT.java"));

        try (var files = Files.list(KIT.resolve("tests"))) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("test_") || name.startsWith("kill_")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(sources).contains("\"" + name + "\""));
        }
    }
}
