package dev.gleaner.kits.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gleaner.contracts.resource.EnvironmentTag;
import dev.gleaner.kits.PythonInterpreter;
import dev.gleaner.local.runtime.process.ExternalProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Runs the tag kit's tests in Python that need no AWS, and compares its configuration with Gleaner's reading of tags. */
class TagsKitTest {

    static final Path KIT = Path.of("tags").toAbsolutePath();

    @Test
    void shouldPass() {
        Optional<PythonInterpreter> python = PythonInterpreter.importing("json");
        assumeTrue(python.isPresent(), "No python3");

        ExternalProgram.Result result = python.orElseThrow().run(KIT, "test_tags.py", Map.of());

        assertThat(result.status()).as(result.output()).isZero();
        // Two tests are those of TagsKitIT.
        assertThat(result.lastLine()).isEqualTo("OK (skipped=2)");
    }

    /** A value that Gleaner does not know as non-production is treated as production. */
    @Test
    void shouldAllowEnvironmentsThatGleanerKnows() throws IOException {
        JsonNode environments = new JsonMapper()
                .readTree(KIT.resolve("tags.json").toFile())
                .path("allowed")
                .path("environment");
        Set<String> known = Set.of(EnvironmentTag.NON_PRODUCTION.split(","));

        assertThat(StreamSupport.stream(environments.spliterator(), false)
                        .map(JsonNode::asText)
                        .filter(value -> EnvironmentTag.isProduction(value, known)))
                .containsExactly("production");
    }
}
