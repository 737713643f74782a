package dev.gleaner.analyzer.rule.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpotInterruptionTableTest {

    private static final String ADVISOR = """
            {"instance_types": {"g5.xlarge": {"emr": true, "cores": 4, "ram_gb": 16.0}},
             "ranges": [{"index": 0, "label": "<5%", "dots": 0, "max": 5}, {"index": 3, "label": "15-20%", "dots": 3, "max": 22},
               {"index": 4, "label": ">20%", "dots": 4, "max": 100}],
             "spot_advisor": {"eu-west-3": {
               "Linux": {"g4dn.xlarge": {"s": 60, "r": 0}, "g5.xlarge": {"s": 59, "r": 4}, "p4d.24xlarge": {"s": 1, "r": 3}, "x": {"s": 1, "r": 9}},
               "Windows": {"g6.xlarge": {"s": 60, "r": 0}}}},
             "global_rate": "<10%"}
            """;

    private final SpotInterruptionTable table = SpotInterruptionTable.parse(json(ADVISOR), 0.15);

    /** A host of which 22 % are gone after a month: 1 - e^(-rate x 730) = 0.22. */
    @Test
    void shouldTakeTheUpperEndOfARange() {
        double rate = table.of("eu-west-3", "p4d.24xlarge").orElseThrow();

        assertThat(1 - Math.exp(-rate * 730)).isCloseTo(0.22, within(1e-9));
        assertThat(1 - Math.exp(-table.of("eu-west-3", "g4dn.xlarge").orElseThrow() * 730))
                .isCloseTo(0.05, within(1e-9));
    }

    @Test
    void shouldTakeTheConfiguredRateOfARangeWithoutAnEnd() {
        assertThat(table.of("eu-west-3", "g5.xlarge")).hasValue(0.15);
    }

    @Test
    void shouldKnowNothingOfWhatIsNotTold() {
        assertThat(table.of("eu-west-3", "g6.xlarge")).isEmpty();
        assertThat(table.of("us-east-1", "g5.xlarge")).isEmpty();
        assertThat(table.of("eu-west-3", "x")).isEmpty();
    }

    @Test
    void shouldReadAFileOrTheBundledOne(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("spot-advisor-data.json"), ADVISOR);

        assertThat(SpotInterruptionTable.read(Optional.of(file), 0.15)).isEqualTo(table);
        SpotInterruptionTable bundled = SpotInterruptionTable.read(Optional.empty(), 0.15);
        assertThat(bundled.rates()).hasSizeGreaterThan(600);
        assertThat(bundled.rates().values()).allMatch(rate -> rate > 0 && rate <= 0.15);
        assertThat(bundled.of("us-east-1", "g5.xlarge")).hasValue(0.15);
    }

    @Test
    void shouldRefuseAFileThatTellsNothing(@TempDir Path folder) {
        assertThatIllegalArgumentException().isThrownBy(() -> SpotInterruptionTable.parse(json("{}"), 0.15));
        assertThatThrownBy(() -> SpotInterruptionTable.read(Optional.of(folder.resolve("none.json")), 0.15))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none.json");
    }

    private static JsonNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
