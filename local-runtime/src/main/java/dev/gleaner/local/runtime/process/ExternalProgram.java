package dev.gleaner.local.runtime.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs programs of this machine that end by themselves. */
public final class ExternalProgram {

    /** Exit status and output of a program, errors included. */
    public record Result(int status, String output) {

        /** Whether the exit status is 0. */
        public boolean succeeded() {
            return status == 0;
        }

        /** Whether it was stopped at its time limit. */
        public boolean outOfTime() {
            return status == OUT_OF_TIME;
        }

        /** The last line that is not blank; empty without output. */
        public String lastLine() {
            return output.lines()
                    .filter(line -> !line.isBlank())
                    .reduce((first, second) -> second)
                    .orElse("")
                    .strip();
        }
    }

    /** Exit status of a program that was stopped at its time limit, the same as that of {@code timeout}. */
    private static final int OUT_OF_TIME = 124;

    private static final Duration PAUSE = Duration.ofMillis(500);

    private ExternalProgram() {}

    /** The path of a program on the PATH. */
    public static Optional<Path> find(String name) {
        return find(name, System.getenv().getOrDefault("PATH", ""));
    }

    /** The path of a program on the given search path. */
    public static Optional<Path> find(String name, String path) {
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** Runs a program to its end. */
    public static Result run(List<String> command) {
        return run(command, Map.of());
    }

    /**
     * Runs a program to its end.
     *
     * @param environment variables that it gets in addition to the environment of this process
     */
    public static Result run(List<String> command, Map<String, String> environment) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output.strip());
        } catch (IOException e) {
            throw new UncheckedIOException("could not run " + command.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Runs a program to its end, or stops it and its child processes at the time limit.
     *
     * @param environment its whole environment
     * @param progress receives the last line of its output twice a second
     */
    public static Result run(
            List<String> command, Map<String, String> environment, Duration limit, Consumer<String> progress) {
        try {
            Path output = Files.createTempFile("gleaner-", ".output");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(output.toFile());
                builder.environment().clear();
                builder.environment().putAll(environment);
                int status = await(
                        builder.start(), limit, () -> LogTail.lines(output, 1).forEach(progress));
                return new Result(status, Files.readString(output).strip());
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not run " + command.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int await(Process process, Duration limit, Runnable tick) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (!process.waitFor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                tick.run();
                if (System.nanoTime() > end) {
                    return OUT_OF_TIME;
                }
            }
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Runs a program and returns its output; {@link IllegalStateException} if it fails. */
    public static String require(List<String> command) {
        Result result = run(command);
        if (!result.succeeded()) {
            throw new IllegalStateException(String.join(" ", command) + " failed:\n" + result.output());
        }
        return result.output();
    }
}
