package dev.gleaner.benchmarks.gpuagent;

import dev.gleaner.benchmarks.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The agent as its launcher starts it. */
final class AgentProcess implements AutoCloseable {

    private static final Path LAUNCHER = Path.of("deploy/gpu-agent/gleaner-gpu-agent-jvm");
    private static final long KILOBYTE = 1024;

    private final Process process;

    private AgentProcess(Process process) {
        this.process = process;
    }

    /** With this environment beside that of the benchmark. */
    static AgentProcess start(Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(LAUNCHER.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return new AgentProcess(builder.start());
    }

    /** Seconds of a processor that it has used since its start, without nvidia-smi. */
    double processorSeconds() {
        return process.info()
                        .totalCpuDuration()
                        .orElseThrow(() -> new IllegalStateException("the agent has ended"))
                        .toNanos()
                / 1e9;
    }

    /** The most that it has had of memory at any moment, MB. */
    double mostMegabytes() throws IOException {
        return megabytes("VmHWM:");
    }

    /** What it has of memory, MB. */
    double megabytes() throws IOException {
        return megabytes("VmRSS:");
    }

    private double megabytes(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                        .filter(line -> line.startsWith(name))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                * KILOBYTE
                / 1e6;
    }

    @Override
    public void close() {
        Processes.end(process);
    }
}
