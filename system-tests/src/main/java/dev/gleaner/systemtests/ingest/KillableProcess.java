package dev.gleaner.systemtests.ingest;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs as a process of its own, and never longer than this one. */
final class KillableProcess {

    private static final int GRACE_SECONDS = 20;

    private final Process process;
    private final Path log;

    private KillableProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it; what it prints is added to its log. */
    static KillableProcess start(List<String> command, Path log) throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new KillableProcess(process, log);
    }

    /** Throws when it ended by itself. */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("a process ended with " + process.exitValue() + "; see " + log);
        }
    }

    /** What it has used of the processors so far, in user mode and in the kernel. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** SIGKILL: it does not get to do anything any more. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    void end() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
