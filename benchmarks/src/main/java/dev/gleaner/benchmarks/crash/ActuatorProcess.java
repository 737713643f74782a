package dev.gleaner.benchmarks.crash;

import dev.gleaner.test.process.FreePort;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One actuator. */
final class ActuatorProcess {

    /** How the agent ends a process; any other end is a failure of its own. */
    private static final int HALTED = 137;

    private final Process process;
    private final Path log;
    private final int port;

    private ActuatorProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    static ActuatorProcess start(List<String> command, Map<String, String> environment, Path folder, int index)
            throws IOException {
        int port = FreePort.find();
        List<String> whole = new ArrayList<>(command);
        whole.addAll(
                List.of("-Dquarkus.http.port=" + port, "-jar", Actuators.jar().toString()));
        Path log = folder.resolve("actuator-" + index + ".log");
        ProcessBuilder builder = new ProcessBuilder(whole)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        // Whatever becomes of the matrix, no actuator outlives it.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new ActuatorProcess(process, log, port);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Throws when it ended in another way. */
    void requireHalted() {
        if (process.exitValue() != HALTED) {
            throw new IllegalStateException("an actuator ended by itself with " + process.exitValue() + ": see " + log);
        }
    }

    void end(int graceSeconds) {
        process.destroy();
        try {
            if (!process.waitFor(graceSeconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
