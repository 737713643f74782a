package dev.gleaner.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts the events that must never happen, as {@code benchmarks/run} does; part of {@code -Pexhaustive}, since it takes an hour. */
class MatricesIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "order-law",
                "ingest-crash",
                "rebalance",
                "frozen-database",
                "replay-faults",
                "replay-faults default-timeouts",
                "crash-matrix 100",
                "refusal-matrix"
            })
    void shouldCountNothing(String benchmark) throws Exception {
        List<String> command = new ArrayList<>(List.of("benchmarks/run"));
        command.addAll(List.of(benchmark.split(" ")));

        run(command);
    }

    /** The images are built here from packages; none is pulled. */
    @Test
    void shouldPassOnServersInContainers() throws Exception {
        assumeTrue(
                execute(List.of("deploy/images/test/build"), Files.createTempFile("images", ".log")) == 0,
                "no test images: install podman and mmdebstrap, or see deploy/images/test/build");

        run(List.of("deploy/images/test/run"));
    }

    /** Requires that a command succeeds, and prints what it printed. */
    private static void run(List<String> command) throws Exception {
        Path log = Files.createTempFile("matrices", ".log");
        int status = execute(command, log);
        List<String> output = Files.readAllLines(log);
        assertThat(status).as(String.join("\n", output)).isZero();
        System.out.println(String.join(" ", command) + "\n" + String.join("\n", output));
    }

    private static int execute(List<String> command, Path log) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(Map.of("GLEANER_SKIP_BUILD", "true"));
        return builder.start().waitFor();
    }
}
