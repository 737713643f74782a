package dev.gleaner.endtoend;

import static dev.gleaner.endtoend.StartedGleaner.GLEANER;
import static dev.gleaner.endtoend.StartedGleaner.ROOT;
import static dev.gleaner.endtoend.StartedGleaner.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.finding.Remedy;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees first: the findings, to the cent, and what the kits make of them. */
@ExtendWith(StartedGleaner.class)
class FindingsIT {

    @Test
    void shouldFindExactlyWhatTheEstateHides() {
        // The newest day of the bill comes when the history is there.
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(GLEANER.openByRule())
                        .isEqualTo(GLEANER.truth())
                        .isNotEmpty());
    }

    /** SmallRye says so of a record that is sent before its channel to Kafka is connected, as what a start schedules at once might be. */
    @Test
    void shouldSendNothingBeforeTheChannelsToKafkaAreConnected() {
        assertThat(RUN.resolve("logs/collector.log"))
                .content()
                .contains("Installed features")
                .doesNotContain("SRMSG00019");
    }

    /**
     * To the cent, at the hour in which the finding was last confirmed. A finding that the final verdict on an earlier hour opened says
     * what was known of that hour, until the verdict on the newest hour confirms it.
     */
    @Test
    void shouldSaveWhatTheEstateExpects() {
        await().atMost(Duration.ofMinutes(2)).untilAsserted(FindingsIT::assertSavings);
    }

    private static void assertSavings() {
        Map<String, JsonNode> found = GLEANER.open();
        Map<String, JsonNode> expected = GLEANER.expectedSavings(found);

        assertThat(expected).hasSizeGreaterThan(50);
        SoftAssertions.assertSoftly(all -> expected.forEach((key, saving) -> {
            JsonNode finding = found.get(key);
            for (String estimate : saving.has("cost") ? List.of("cost") : List.of("monthly", "low", "high")) {
                all.assertThat(new BigDecimal(
                                finding.get("saving").path(estimate).asText()))
                        .as(key + " " + estimate)
                        .isEqualByComparingTo(expected(finding, saving, estimate));
            }
        }));
    }

    /**
     * What the findings that can be acted on add to the total is what the bill of the next month falls by when all of them are, within one
     * percent. Those whose effect the bill of the estate does not show are left out on both sides.
     */
    @Test
    void shouldAddUpToWhatTheBillFallsBy() {
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            assertSavings();
            List<JsonNode> billed = GLEANER.open().values().stream()
                    .filter(finding -> SimulatedMonth.billedAction(finding).isPresent())
                    .toList();
            BigDecimal counted = billed.stream()
                    .filter(finding -> finding.hasNonNull("counted"))
                    .map(finding -> new BigDecimal(finding.get("counted").asText()))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            BigDecimal fall = SimulatedMonth.fallOfBill(GLEANER.file("estate-state.json"), billed);

            assertThat(billed)
                    .flatExtracting(finding ->
                            SimulatedMonth.billedAction(finding).stream().toList())
                    .containsOnlyElementsOf(SimulatedMonth.BILLED)
                    .containsAll(SimulatedMonth.BILLED);
            assertThat(counted)
                    .as("%s findings; the bill falls by %s USD", billed.size(), fall)
                    .isCloseTo(fall, withinPercentage(1));
        });
    }

    /**
     * A log group that takes in much, about which there is advice alone: which of its first hours are known depends on when the collector
     * began to ask. Those that are not are nothing in the amount, and like the others in the high estimate. Each takes in the same.
     */
    private static BigDecimal expected(JsonNode finding, JsonNode saving, String estimate) {
        for (JsonNode evidence : finding.path("evidence")) {
            if (evidence.path("name").asText().equals("cost of ingestion")
                    && estimate.equals("monthly")
                    && !evidence.path("threshold").isNull()
                    && isAdviceAlone(finding)) {
                return new BigDecimal(saving.path("high").asText())
                        .multiply(BigDecimal.valueOf(evidence.path("samples").asInt()))
                        .divide(BigDecimal.valueOf(Duration.ofDays(14).toHours()), 2, RoundingMode.HALF_UP);
            }
        }
        return new BigDecimal(saving.path(estimate).asText());
    }

    private static boolean isAdviceAlone(JsonNode finding) {
        return StreamSupport.stream(finding.path("remedies").spliterator(), false)
                .allMatch(remedy -> remedy.path("action").asText().equals(Remedy.ADVICE));
    }

    /** As the findings and the documents of the kits tell. */
    @Test
    void shouldFillInTheKitsFromTheFindings(@TempDir Path folder) throws Exception {
        assertThat(render(
                        folder,
                        "batching",
                        "oversized-endpoint",
                        "--p99-ms",
                        "500",
                        "--batch-ms",
                        "16=120,32=200",
                        "--model",
                        "ranker"))
                .contains("config.pbtxt");
        Matcher command = Pattern.compile("deploy/kits/checkpoint/(render .*?) out")
                .matcher(first("checkpoint-gap").toString());
        assertThat(command.find()).isTrue();
        assertThat(run(folder, "checkpoint", List.of(command.group(1).split(" "))))
                .contains("gleaner-checkpoint.json");
        assumeThat(new ProcessBuilder("sh", "-c", "command -v jq").start().waitFor())
                .as("the cache kit reads a finding with jq, which is not installed")
                .isZero();
        assertThat(render(folder, "cache", "repeated-download")).isNotEmpty();
    }

    private static List<String> render(Path folder, String kit, String rule, String... options) throws Exception {
        Path finding =
                Files.writeString(folder.resolve(rule + ".json"), first(rule).toString());
        List<String> command = new ArrayList<>(List.of("render", finding.toString()));
        command.addAll(List.of(options));
        return run(folder, kit, command);
    }

    /** The names of the files that the command of a kit writes. */
    private static List<String> run(Path folder, String kit, List<String> arguments) throws Exception {
        Path out = folder.resolve(kit);
        List<String> command = new ArrayList<>(arguments);
        command.set(0, ROOT.resolve("deploy/kits/" + kit + "/render").toString());
        command.add(out.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        try (Stream<Path> files = Files.list(out)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static JsonNode first(String rule) {
        return StreamSupport.stream(GLEANER.openFindings().spliterator(), false)
                .filter(finding -> finding.path("rule").asText().equals(rule))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldAnswerNobodyWithoutAToken() {
        assertThat(GLEANER.getWithoutToken("actuator", "/api/findings").statusCode())
                .isEqualTo(401);
        assertThat(GLEANER.getWithoutToken("analyzer", "/progress").statusCode())
                .isEqualTo(401);
        assertThat(GLEANER.getWithoutToken("collector", "/q/health/ready").statusCode())
                .isEqualTo(200);
    }
}
