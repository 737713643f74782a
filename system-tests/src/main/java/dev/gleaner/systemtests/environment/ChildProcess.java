package dev.gleaner.systemtests.environment;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A program that runs as a child process, and ends with this process at the latest. */
public final class ChildProcess implements AutoCloseable {

    private static final int GRACE_SECONDS = 20;

    /** Fields of {@code /proc/PID/task/TID/stat}, counted after the name of the thread. */
    private static final int USER_TICKS = 11;

    private static final int KERNEL_TICKS = 12;

    private final Process process;
    private final Path log;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a program, with this environment in addition to that of this process; its output is appended to the log. */
    public static ChildProcess start(List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new ChildProcess(process, log);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** The exit status of a process that has ended. */
    public int exitStatus() {
        return process.exitValue();
    }

    /** Throws if the process has ended. */
    public void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("a process ended with " + process.exitValue() + "; see " + log);
        }
    }

    /** CPU time of all threads so far, in user mode and in the kernel. */
    public Duration cpu() {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("the process has ended; see " + log));
    }

    /** CPU time of those running threads whose names match, in user mode and in the kernel; Linux rounds it to 10 ms. */
    public Duration cpu(Predicate<String> threads) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            return all.map(ChildProcess::threadCpu)
                    .flatMap(Optional::stream)
                    .filter(thread -> threads.test(thread.name()))
                    .map(ThreadCpu::time)
                    .reduce(Duration.ZERO, Duration::plus);
        }
    }

    /** Whether a thread of a JVM compiles, by its name. */
    public static boolean isCompiler(String thread) {
        return thread.startsWith("C1 ") || thread.startsWith("C2 ");
    }

    /** Empty if the thread has ended. */
    private static Optional<ThreadCpu> threadCpu(Path task) {
        try {
            String stat = Files.readString(task.resolve("stat"));
            int nameEnd = stat.lastIndexOf(')');
            String[] fields = stat.substring(nameEnd + 2).split(" ");
            long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[KERNEL_TICKS]);
            return Optional.of(
                    new ThreadCpu(stat.substring(stat.indexOf('(') + 1, nameEnd), Duration.ofMillis(10 * ticks)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private record ThreadCpu(String name, Duration time) {}

    /** A value of {@code /proc/PID/status} that is given in kB, such as {@code VmRSS}. */
    public long kilobytes(String name) throws IOException {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith(name + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
    }

    /** Largest resident memory so far, in MB of 1,000,000 bytes. */
    public long peakMegabytes() throws IOException {
        return kilobytes("VmHWM") * 1024 / 1_000_000;
    }

    /** Sends SIGKILL, and waits until the process has ended. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Sends SIGTERM, and SIGKILL after 20 seconds. */
    @Override
    public void close() {
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
