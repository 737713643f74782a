package dev.gleaner.benchmarks.analyzer;

import dev.gleaner.local.runtime.process.JavaCommandLine;
import dev.gleaner.local.runtime.process.LogTail;
import dev.gleaner.systemtests.environment.ChildProcess;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A program in a JVM of its own, which reports its CPU time and its memory when it ends. */
public final class MeasuredJvm {

    /**
     * Logs errors only. Of the two providers on the class path, that of Quarkus formats messages of each level, such as those of
     * Kafka about each record, until Quarkus configures it.
     */
    public static final String LOG_OPTION = "-Dslf4j.provider=org.apache.logging.slf4j.SLF4JServiceProvider";

    private static final String REPORT = "measured:";
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    private static final Duration PRINT_INTERVAL = Duration.ofSeconds(10);
    private static final int LOG_LINES = 20;

    private MeasuredJvm() {}

    /**
     * Runs a program to its end, and prints meanwhile how far it is.
     *
     * @param options of the JVM
     * @param program its main class
     * @param log receives its output, and is replaced
     * @throws IllegalStateException if it does not exit with 0
     */
    public static Usage run(List<String> options, Class<?> program, List<String> arguments, Path log)
            throws IOException {
        Files.deleteIfExists(log);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(LOG_OPTION);
        command.addAll(options);
        command.addAll(JavaCommandLine.ofClassPath(MeasuredJvm.class.getName()));
        command.add(program.getName());
        command.addAll(arguments);
        long start = System.nanoTime();
        try (ChildProcess process = ChildProcess.start(command, Map.of(), log)) {
            while (!WaitDeadline.in(PRINT_INTERVAL).poll(POLL_INTERVAL, () -> !process.isAlive())) {
                System.out.printf(
                        "  %4.0f s: %,d MB resident  %s%n",
                        (System.nanoTime() - start) / 1e9,
                        process.kilobytes("VmRSS") / 1000,
                        String.join("", LogTail.lines(log, 1)));
            }
            Duration wall = Duration.ofNanos(System.nanoTime() - start);
            List<String> lines = Files.readAllLines(log);
            if (process.exitStatus() != 0) {
                throw new IllegalStateException("the program ended with " + process.exitStatus() + ":\n"
                        + String.join("\n", LogTail.lines(log, LOG_LINES)));
            }
            return Usage.of(lines, wall);
        }
    }

    /** In the process: runs the main class that the first argument names, with the other arguments. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Runtime.getRuntime().addShutdownHook(new Thread(MeasuredJvm::report));
        Method main = Class.forName(arguments[0]).getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private static void report() {
        long nanos = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
        System.out.println(REPORT + " " + nanos + " " + status("VmHWM"));
    }

    /** A value of this process that is given in kB, such as {@code VmRSS}. */
    static long status(String name) {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(name + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What a program took.
     *
     * @param cpu of all threads, in user mode and in the kernel, from the start of the JVM
     * @param wall from its start to its end
     * @param peakMegabytes largest resident memory
     * @param output lines that it printed
     */
    public record Usage(Duration cpu, Duration wall, long peakMegabytes, List<String> output) {

        private static final int BYTES_PER_KILOBYTE = 1024;

        static Usage of(List<String> lines, Duration wall) {
            String report = lines.stream()
                    .filter(line -> line.startsWith(REPORT))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the program did not report what it took"));
            String[] numbers = report.substring(REPORT.length()).strip().split(" ", -1);
            return new Usage(
                    Duration.ofNanos(Long.parseLong(numbers[0])),
                    wall,
                    Long.parseLong(numbers[1]) * BYTES_PER_KILOBYTE / 1_000_000,
                    lines.stream().filter(line -> !line.startsWith(REPORT)).toList());
        }

        public double cpuSeconds() {
            return cpu.toNanos() / 1e9;
        }

        double wallSeconds() {
            return wall.toNanos() / 1e9;
        }
    }
}
