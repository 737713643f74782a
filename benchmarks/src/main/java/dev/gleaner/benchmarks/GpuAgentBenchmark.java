package dev.gleaner.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gleaner.systemtests.Benchmark;
import dev.gleaner.systemtests.environment.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * CPU time and memory of the packaged GPU agent since its start. It reads eight GPUs every 15 seconds and sends each minute.
 * The CPU time of nvidia-smi is not included, as any agent needs it.
 */
public final class GpuAgentBenchmark implements Benchmark {

    private static final int MINUTES = 5;

    /** Percent of one core. */
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
        try (CollectorStub collectorStub = new CollectorStub();
                AgentProcess agent = AgentProcess.start(environment(collectorStub, folder), log)) {
            percent = measure(agent, collectorStub, minutes);
            requireSmall(percent, agent.mostMegabytes());
            requireAllSent(collectorStub, minutes, log);
        }
        return new Figure(String.format("%.2f", percent), "percent");
    }

    private static double measure(AgentProcess agent, CollectorStub collectorStub, int minutes)
            throws IOException, InterruptedException {
        System.out.printf("%-8s %12s %12s %14s%n", "minute", "CPU seconds", "resident MB", "minutes sent");
        long start = System.nanoTime();
        double before = 0;
        for (int minute = 1; minute <= minutes; minute++) {
            Thread.sleep(STEP.toMillis());
            double used = agent.processorSeconds();
            System.out.printf(
                    "%-8d %12.2f %12.0f %14d%n", minute, used - before, agent.megabytes(), collectorStub.minutes());
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

    /** Fails if the agent did not read or send everything. The first minute is incomplete, and the last one is not over. */
    private static void requireAllSent(CollectorStub collectorStub, int minutes, Path log) throws IOException {
        long sent = collectorStub.minutes();
        long whole = (sent - 1) * FakeNvidiaSmi.READINGS_A_MINUTE * FakeNvidiaSmi.COUNT;
        boolean complete = sent >= minutes - 1 && collectorStub.readings() > whole - FakeNvidiaSmi.COUNT * sent;
        if (!complete || collectorStub.processes() != sent * FakeNvidiaSmi.COUNT * 2) {
            throw new IllegalStateException(sent + " minutes were sent, with " + collectorStub.readings()
                    + " lines of GPUs and " + collectorStub.processes() + " of processes: " + Files.readString(log));
        }
    }

    private static Map<String, String> environment(CollectorStub collectorStub, Path folder) throws IOException {
        return Map.of(
                "GLEANER_URL", collectorStub.url(),
                "GLEANER_INSTANCE", "arn:aws:ec2:us-east-1:111122223333:instance/i-0abc",
                "GLEANER_TOKEN_FILE",
                        Files.writeString(folder.resolve("token"), CollectorStub.TOKEN + "\n")
                                .toString(),
                "GLEANER_BUFFER", folder.resolve("buffer").toString(),
                "GLEANER_METRICS", folder.resolve("agent.prom").toString(),
                "NVIDIA_SMI", FakeNvidiaSmi.program(folder).toString());
    }

    /** The agent, started by its launcher. */
    static final class AgentProcess implements AutoCloseable {

        private static final Path LAUNCHER = Path.of("deploy/gpu-agent/gleaner-gpu-agent-jvm");
        private static final double BYTES_A_KILOBYTE = 1024;

        private final ChildProcess process;

        private AgentProcess(ChildProcess process) {
            this.process = process;
        }

        /** Starts the agent, with this environment in addition to that of the benchmark. */
        static AgentProcess start(Map<String, String> environment, Path log) throws IOException {
            Map<String, String> all = new HashMap<>(environment);
            all.put("JAVA_HOME", System.getProperty("java.home"));
            return new AgentProcess(ChildProcess.start(List.of(LAUNCHER.toString()), all, log));
        }

        /** CPU seconds since the start, without nvidia-smi. */
        double processorSeconds() {
            return process.cpu().toNanos() / 1e9;
        }

        /** Peak of the resident memory in MB. */
        double mostMegabytes() throws IOException {
            return megabytes("VmHWM");
        }

        /** Resident memory in MB. */
        double megabytes() throws IOException {
            return megabytes("VmRSS");
        }

        private double megabytes(String name) throws IOException {
            return process.kilobytes(name) * BYTES_A_KILOBYTE / 1e6;
        }

        @Override
        public void close() {
            process.close();
        }
    }

    /** A fake nvidia-smi that supports all fields and prints eight GPUs every 15 seconds, with two processes on each. */
    static final class FakeNvidiaSmi {

        static final int COUNT = 8;
        static final int READINGS_A_MINUTE = 4;

        private static final String PROGRAM = """
            #!/bin/sh
            cards='0 1 2 3 4 5 6 7'
            case "$1" in
            --help-query-gpu)
                for field in timestamp uuid index name pci.bus_id persistence_mode utilization.gpu utilization.encoder \\
                    utilization.decoder memory.total memory.used power.draw enforced.power.limit clocks.current.sm \\
                    clocks.max.sm mig.mode.current; do echo "\\"$field\\""; done ;;
            --query-compute-apps=*)
                echo 'gpu_uuid, pid, process_name, used_gpu_memory [MiB]'
                for card in $cards; do
                    for process in 1 2; do
                        echo "GPU-5a1c0ff3-ee15-4b1d-9e77-00000000000$card, 10$card$process, python train.py, 31044 MiB"
                    done
                done ;;
            *)
                printf 'timestamp, uuid, pci.bus_id, index, name, persistence_mode, mig.mode.current, '
                printf 'utilization.gpu [%%], utilization.encoder [%%], utilization.decoder [%%], memory.used [MiB], '
                printf 'memory.total [MiB], power.draw [W], enforced.power.limit [W], clocks.current.sm [MHz], '
                echo 'clocks.max.sm [MHz]'
                while :; do
                    now=$(date -u +'%Y/%m/%d %H:%M:%S.000')
                    for card in $cards; do
                        printf '%s, GPU-5a1c0ff3-ee15-4b1d-9e77-00000000000%s, 00000000:1%s:1C.0, %s, ' "$now" $card $card $card
                        printf 'NVIDIA H100 80GB HBM3, Enabled, Disabled, 9%s %%, 0 %%, 0 %%, 6210%s MiB, ' $card $card
                        echo "81559 MiB, 63$card.12 W, 700.00 W, 198$card MHz, 1980 MHz"
                    done
                    sleep 15 >/dev/null 2>&1
                done ;;
            esac
            """;

        private FakeNvidiaSmi() {}

        /** Writes the program into a folder. */
        static Path program(Path folder) throws IOException {
            Path program = Files.writeString(folder.resolve("nvidia-smi"), PROGRAM);
            return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** A fake collector: counts requests with the right token, and rejects all others. */
    static final class CollectorStub implements AutoCloseable {

        static final String TOKEN = "benchmark-token";

        private final HttpServer server;
        private final AtomicLong minutes = new AtomicLong();
        private final AtomicLong readings = new AtomicLong();
        private final AtomicLong processes = new AtomicLong();

        CollectorStub() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/gpu", this::receive);
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        long minutes() {
            return minutes.get();
        }

        /** Lines of GPUs. */
        long readings() {
            return readings.get();
        }

        /** Lines of processes. */
        long processes() {
            return processes.get();
        }

        private void receive(HttpExchange exchange) throws IOException {
            boolean isAuthorized =
                    ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            String text =
                    new String(new GZIPInputStream(exchange.getRequestBody()).readAllBytes(), StandardCharsets.UTF_8);
            if (isAuthorized) {
                minutes.incrementAndGet();
                readings.addAndGet(
                        text.lines().filter(line -> line.contains(" W, ")).count());
                processes.addAndGet(
                        text.lines().filter(line -> line.contains("train.py")).count());
            }
            exchange.sendResponseHeaders(isAuthorized ? 200 : 401, -1);
            exchange.close();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
