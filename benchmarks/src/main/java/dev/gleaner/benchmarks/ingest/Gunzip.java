package dev.gleaner.benchmarks.ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** {@code gzip -dc} of all files of a folder to nowhere: what nobody who reads them in a shell can do without. */
final class Gunzip {

    private static final String SCRIPT =
            "TIMEFORMAT='%U %S'; time (find \"$0\" -name '*.gz' -print0 | xargs -0 gzip -dc > /dev/null)";

    private Gunzip() {}

    /** What it used of the processors, in user mode and in the kernel. */
    static Duration cpu(Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", SCRIPT, folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException("gzip failed: " + output);
        }
        String[] seconds = output.split(" ");
        return Duration.ofMillis(Math.round(1000 * (Double.parseDouble(seconds[0]) + Double.parseDouble(seconds[1]))));
    }
}
