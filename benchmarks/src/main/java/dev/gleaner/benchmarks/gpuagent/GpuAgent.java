package dev.gleaner.benchmarks.gpuagent;

import dev.gleaner.benchmarks.Benchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the agent takes of its host, from its start on: packaged, as its launcher starts it, reading eight cards every 15
 * seconds and sending each minute. What nvidia-smi takes is not in it: one has it with any agent.
 */
public final class GpuAgent implements Benchmark {

    private static final int MINUTES = 5;

    /** Of one core. */
    private static final double MOST_PERCENT = 1;

    private static final double MOST_MEGABYTES = 200;
    private static final Duration STEP = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "gpu-agent";
    }

    @Override
    public String summary() {
        return "[minutes, else " + MINUTES + "]: percent of a core that the agent on a JVM takes, with eight cards";
    }

    @Override
    public Figure run(List<String> arguments) throws Exception {
        int minutes = arguments.isEmpty() ? MINUTES : Integer.parseInt(arguments.get(0));
        Path folder = Files.createTempDirectory(Path.of("benchmarks/target"), "gpu-agent")
                .toAbsolutePath();
        Path log = folder.resolve("agent.log");
        double percent;
        try (Received received = new Received();
                AgentProcess agent = AgentProcess.start(environment(received, folder), log)) {
            percent = measure(agent, received, minutes);
            requireSmall(percent, agent.mostMegabytes());
            requireAllSent(received, minutes, log);
        }
        return new Figure(String.format("%.2f", percent), "percent");
    }

    private static double measure(AgentProcess agent, Received received, int minutes)
            throws IOException, InterruptedException {
        System.out.printf("%-8s %12s %12s %14s%n", "minute", "CPU seconds", "resident MB", "minutes sent");
        long start = System.nanoTime();
        double before = 0;
        for (int minute = 1; minute <= minutes; minute++) {
            Thread.sleep(STEP.toMillis());
            double used = agent.processorSeconds();
            System.out.printf(
                    "%-8d %12.2f %12.0f %14d%n", minute, used - before, agent.megabytes(), received.minutes());
            before = used;
        }
        System.out.printf("%.0f MB resident at most%n", agent.mostMegabytes());
        return 100 * before / ((System.nanoTime() - start) / 1e9);
    }

    private static void requireSmall(double percent, double megabytes) {
        if (!(percent < MOST_PERCENT && megabytes < MOST_MEGABYTES)) {
            throw new IllegalStateException(String.format(
                    "%.2f percent of a core and %.0f MB are not less than %.0f and %.0f",
                    percent, megabytes, MOST_PERCENT, MOST_MEGABYTES));
        }
    }

    /** One that reads or sends nothing would look small. The first minute is one in part; the last is not over. */
    private static void requireAllSent(Received received, int minutes, Path log) throws IOException {
        long sent = received.minutes();
        long whole = (sent - 1) * Cards.READINGS_A_MINUTE * Cards.COUNT;
        boolean complete = sent >= minutes - 1 && received.readings() > whole - Cards.COUNT * sent;
        if (!complete || received.processes() != sent * Cards.COUNT * 2) {
            throw new IllegalStateException(sent + " minutes were sent, with " + received.readings()
                    + " lines of cards and " + received.processes() + " of processes: " + Files.readString(log));
        }
    }

    private static Map<String, String> environment(Received received, Path folder) throws IOException {
        return Map.of(
                "GLEANER_URL", received.url(),
                "GLEANER_INSTANCE", "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc",
                "GLEANER_TOKEN_FILE",
                        Files.writeString(folder.resolve("token"), Received.TOKEN + "\n")
                                .toString(),
                "GLEANER_BUFFER", folder.resolve("buffer").toString(),
                "GLEANER_METRICS", folder.resolve("agent.prom").toString(),
                "NVIDIA_SMI", Cards.program(folder).toString());
    }
}
