package dev.gleaner.systemtests.flood;

import dev.gleaner.local.runtime.process.FreePort;
import dev.gleaner.systemtests.environment.ServiceProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The packaged actuator with a small heap. */
final class FloodActuatorProcess implements AutoCloseable {

    static final String TOKEN = "flood-token";

    /** {@code -Dflood.actuator} runs another build for comparison. */
    private static final Path JAR =
            Path.of(System.getProperty("flood.actuator", "actuator-service/target/quarkus-app"), "quarkus-run.jar");

    private static final Pattern COMPLAINT = Pattern.compile(" (WARN|ERROR|FATAL) ");

    private final ServiceProcess service;

    private FloodActuatorProcess(ServiceProcess service) {
        this.service = service;
    }

    /** Starts an actuator and waits until it is ready. */
    static FloodActuatorProcess start(
            String heap, Map<String, String> settings, Map<String, String> environment, Path log) throws IOException {
        return new FloodActuatorProcess(ServiceProcess.start(new ServiceProcess.Spec(
                JAR,
                FreePort.find(),
                List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
                settings,
                environment,
                log)));
    }

    /** An authorized request to a path. */
    HttpRequest.Builder request(String path) {
        return service.request(path, TOKEN);
    }

    HttpClient http() {
        return service.http();
    }

    boolean isAlive() {
        return service.isAlive();
    }

    /** Resident memory in MB; 0 if the process has ended. */
    long residentMegabytes() {
        try {
            return service.process().kilobytes("VmRSS") / 1024;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Used heap in MB after a full collection. */
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
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(service.process().pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        return jcmd.inputReader().lines().toList();
    }

    /** Shuts it down, and waits until it has ended. */
    ShutdownResult shutDown() throws IOException {
        long before = Files.size(service.log());
        long start = System.nanoTime();
        close();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        byte[] all = Files.readAllBytes(service.log());
        String since = new String(all, (int) before, all.length - (int) before, StandardCharsets.UTF_8);
        return new ShutdownResult(
                took, since.lines().filter(COMPLAINT.asPredicate()).toList());
    }

    @Override
    public void close() {
        service.close();
    }

    /**
     * The shutdown of an actuator that was busy.
     *
     * @param took from SIGTERM to the end of the process
     * @param complaints warnings and errors in its log during this time
     */
    record ShutdownResult(Duration took, List<String> complaints) {

        ShutdownResult {
            complaints = List.copyOf(complaints);
        }
    }
}
