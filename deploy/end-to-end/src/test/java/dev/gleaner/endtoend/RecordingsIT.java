package dev.gleaner.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.RecordedDataFolder;
import dev.gleaner.test.process.LocalGleaner;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What others recorded, replayed as a user would: of each series the verdict that was written down with its reason. */
class RecordingsIT {

    private static final int PORT_BASE = 27100;
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path RUN = Path.of("target/recordings/run").toAbsolutePath();
    private static final LocalGleaner GLEANER = new LocalGleaner(ROOT, RUN, PORT_BASE);

    @BeforeAll
    static void replay() {
        String recordings = RecordedDataFolder.path("").toString();
        GLEANER.down("--purge");
        LocalGleaner.Outcome outcome = GLEANER.up(Map.of(), "--recordings", recordings);
        assertThat(outcome.exit()).as(outcome.output()).isZero();
        System.out.println("up --recordings took " + outcome.took().toSeconds() + " s");
    }

    @AfterAll
    static void stop() {
        assertThat(GLEANER.down("--purge").exit()).isZero();
    }

    @Test
    void shouldJudgeEachRecordedSeriesAsExpected() throws IOException {
        Map<String, String> said = new TreeMap<>();
        Map<String, String> expected = new TreeMap<>();
        verdicts().properties().forEach(verdict -> {
            expected.put(verdict.getKey(), verdict.getValue().get("idle").asText());
            said.put(verdict.getKey(), opinion(verdict.getKey(), "idle-instance"));
        });

        assertThat(said).isEqualTo(expected).isNotEmpty();
    }

    @Test
    void shouldFindNothingInSeriesThatKnowHalf() {
        assertThat(GLEANER.openFindings()).isEmpty();
        assertThat(GLEANER.get("/api/findings?status=insufficient"))
                .hasSize(GLEANER.file("truth-insufficient.json")
                        .get("idle-instance")
                        .size());
    }

    private static String opinion(String name, String rule) {
        String id = GLEANER.file("estate-state.json").get("ids").get(name).asText();
        String arn = Arn.instance("us-east-1", "123456789012", id).toString();
        JsonNode explanation =
                GLEANER.get("analyzer", "/resources?arn=" + URLEncoder.encode(arn, StandardCharsets.UTF_8));
        for (JsonNode opinion : explanation.get("rules")) {
            if (opinion.get("rule").asText().equals(rule)) {
                return opinion.get("verdict").asText();
            }
        }
        throw new AssertionError("no opinion of " + rule + " in " + explanation);
    }

    private static JsonNode verdicts() throws IOException {
        Path verdicts = ROOT.resolve("deploy/local/src/main/resources/estate/recorded-verdicts.json");
        return Json.mapper().readTree(Files.readString(verdicts));
    }
}
