package dev.gleaner.systemtests.flood;

import dev.gleaner.systemtests.ProcessTerminator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged actuator, as a process of its own with a small heap. */
final class FloodActuatorProcess implements AutoCloseable {

    static final String TOKEN = "flood-token";

    /** Another one can be measured, to compare. */
    private static final Path JAR =
            Path.of(System.getProperty("flood.actuator", "actuator-service/target/quarkus-app"), "quarkus-run.jar");

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");
    private static final Pattern COMPLAINT = Pattern.compile(" (WARN|ERROR|FATAL) ");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final int port;
    private final Path log;
    private final HttpClient http = HttpClient.newHttpClient();

    private FloodActuatorProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Started and ready. */
    static FloodActuatorProcess start(
            int port, String heap, Map<String, String> settings, Map<String, String> environment, Path log)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                JAVA.resolve("java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dquarkus.http.port=" + port));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", JAR.toString()));
        Files.createDirectories(log.toAbsolutePath().getParent());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        FloodActuatorProcess actuator = new FloodActuatorProcess(builder.start(), port, log);
        actuator.awaitReady();
        return actuator;
    }

    /** An authorised request to a path. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json");
    }

    HttpClient http() {
        return http;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Resident memory, MB, as the kernel counts it. */
    long residentMegabytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            // It ended; who asks sees that by the missing answers.
            return 0;
        }
    }

    /** What of the heap is still needed, MB: after a collection of all of it. */
    long liveMegabytes() throws IOException {
        jcmd("GC.run");
        long kilobytes = 0;
        for (String line : jcmd("GC.heap_info")) {
            if (line.contains("generation") && line.contains("used")) {
                kilobytes += Long.parseLong(line.replaceAll(".*used (\\d+)K.*", "$1"));
            }
        }
        return kilobytes / 1024;
    }

    private List<String> jcmd(String command) throws IOException {
        Process jcmd = new ProcessBuilder(JAVA.resolve("jcmd").toString(), Long.toString(process.pid()), command)
                .redirectErrorStream(true)
                .start();
        return jcmd.inputReader().lines().toList();
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IllegalStateException("the actuator did not start; see " + log);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private boolean isReady() {
        try {
            HttpRequest ready = request("/q/health/ready").build();
            return http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Asks it to end, and waits until it has. */
    ShutdownResult shutDown() throws IOException {
        long before = Files.size(log);
        long start = System.nanoTime();
        close();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        byte[] all = Files.readAllBytes(log);
        String since = new String(all, (int) before, all.length - (int) before, StandardCharsets.UTF_8);
        return new ShutdownResult(
                took, since.lines().filter(COMPLAINT.asPredicate()).toList());
    }

    @Override
    public void close() {
        ProcessTerminator.terminate(process);
    }

    /**
     * How an actuator ended that was asked to while it had work.
     *
     * @param took from being asked to the end of its process
     * @param complaints warnings and errors of its log in that time
     */
    record ShutdownResult(Duration took, List<String> complaints) {

        ShutdownResult {
            complaints = List.copyOf(complaints);
        }
    }
}
