package dev.gleaner.gpu.smi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SmiHelpParserTest {

    @Test
    void shouldAskOnlyForWhatThisNvidiaSmiHasAndOnceForEachColumn() {
        String help = """
                List of valid properties to query for the switch "--query-gpu":
                "timestamp"
                The timestamp of when the query was made in format "YYYY/MM/DD HH:MM:SS.msec".

                "uuid" or "gpu_uuid"
                This value is the globally unique identifier, unlike "index".
                "power.limit"
                "clocks.current.sm" or "clocks.sm"
                "clocks.current.memory" or "clocks.mem"
                """;

        assertThat(SmiHelpParser.fields(help)).containsExactly("timestamp", "uuid", "power.limit", "clocks.current.sm");
    }

    @Test
    void shouldFindNothingInAnError() {
        assertThat(SmiHelpParser.fields("NVIDIA-SMI has failed because it couldn't communicate with the driver."))
                .isEmpty();
    }
}
