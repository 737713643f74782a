package dev.gleaner.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class BenchmarkRunnerTest {

    @Test
    void shouldListTheBenchmarksThatScriptsCallByName() {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            BenchmarkRunner.main(new String[] {"--list"});
        } finally {
            System.setOut(console);
        }

        assertThat(printed.toString(UTF_8).lines().map(line -> line.substring(0, line.indexOf("  "))))
                .containsExactly(
                        "order-law",
                        "flood",
                        "crash-matrix",
                        "frozen-database",
                        "refusal-matrix",
                        "replay-faults",
                        "api-calls",
                        "quiet",
                        "gpu-agent",
                        "parse",
                        "ingest",
                        "ingest-crash",
                        "bill",
                        "evaluation",
                        "state",
                        "backtest",
                        "miss-ratio",
                        "topology",
                        "latency",
                        "restore",
                        "rebalance",
                        "lifecycle");
    }
}
