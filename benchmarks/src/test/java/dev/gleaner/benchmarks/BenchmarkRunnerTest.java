package dev.gleaner.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BenchmarkRunnerTest {

    /** So that nobody takes a figure that nothing judges for one that is proved. */
    @Test
    void shouldSayOfEachBenchmarkOnceWhenItFails() throws IOException {
        List<String> named = Files.readAllLines(Path.of("../docs/figures.md")).stream()
                .dropWhile(line -> !line.equals("## Bounds"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("#"))
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> Stream.of(line.split("\\|")[1].replace("`", "").split(",")))
                .map(String::strip)
                .toList();

        assertThat(named).containsExactlyInAnyOrderElementsOf(listed());
    }

    @Test
    void shouldListTheBenchmarksThatScriptsCallByName() {
        assertThat(listed())
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
                        "allocation",
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

    private static List<String> listed() {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            BenchmarkRunner.main(new String[] {"--list"});
        } finally {
            System.setOut(console);
        }
        return printed.toString(UTF_8)
                .lines()
                .map(line -> line.substring(0, line.indexOf("  ")))
                .toList();
    }
}
