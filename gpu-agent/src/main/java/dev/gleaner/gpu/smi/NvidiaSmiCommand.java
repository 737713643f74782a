package dev.gleaner.gpu.smi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs nvidia-smi, with timestamps in UTC whatever the time zone of the host. */
final class NvidiaSmiCommand {

    private static final String PROCESSES = "--query-compute-apps=gpu_uuid,pid,process_name,used_gpu_memory";
    private static final String CSV = "--format=csv";

    /** Time after which nvidia-smi is killed, as it can hang on a broken GPU. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String path;

    NvidiaSmiCommand(String path) {
        this.path = path;
    }

    /** The names of the columns that it supports. */
    List<String> fields() throws IOException {
        String help = run("--help-query-gpu");
        List<String> fields = SmiHelpParser.fields(help);
        if (fields.isEmpty()) {
            throw new IOException("nvidia-smi --help-query-gpu lists none of the fields that are read");
        }
        return fields;
    }

    /** Starts a process that prints all GPUs at an interval. */
    Process watch(List<String> fields, Duration interval) throws IOException {
        return start(
                "--query-gpu=" + String.join(",", fields),
                CSV,
                "-l",
                String.valueOf(Math.max(1, interval.toSeconds())));
    }

    /** The processes that use the GPUs now, as printed. */
    String processes() throws IOException {
        return run(PROCESSES, CSV);
    }

    private String run(String... arguments) throws IOException {
        Process process = start(arguments);
        CompletableFuture.delayedExecutor(TIMEOUT.toSeconds(), TimeUnit.SECONDS).execute(process::destroyForcibly);
        try (InputStream output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(path));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TZ", "UTC");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
