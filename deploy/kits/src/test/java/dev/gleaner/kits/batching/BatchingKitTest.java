package dev.gleaner.kits.batching;

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

/** Runs the batching kit's tests in Python. Those over HTTP are skipped where there is no FastAPI. */
class BatchingKitTest {

    private static final Path KIT = Path.of("batching").toAbsolutePath();
    private static final Optional<PythonInterpreter> PYTHON =
            PythonInterpreter.importing("fastapi", "httpx").or(() -> PythonInterpreter.importing("asyncio"));

    @ParameterizedTest
    @ValueSource(strings = {"test_batching.py", "test_inference_server.py", "test_render.py"})
    void shouldPass(String file) {
        assumeTrue(PYTHON.isPresent(), "No python3");

        ExternalProgram.Result result = PYTHON.orElseThrow().run(KIT, file, Map.of());

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.lastLine()).startsWith("OK");
    }

    /** JUnit does not find them by itself. */
    @Test
    void shouldRunEachFileOfTheTests() throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/gleaner/kits/batching/BatchingKitTest.java"));

        try (var files = Files.list(KIT.resolve("tests"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("test_")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(source).contains("\"" + name + "\""));
        }
    }
}
