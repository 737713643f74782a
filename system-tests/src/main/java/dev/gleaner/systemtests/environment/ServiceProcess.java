package dev.gleaner.systemtests.environment;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A packaged service that runs as a child process. */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration STARTUP_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

    private final ChildProcess process;
    private final Spec spec;
    private final HttpClient http = HttpClient.newHttpClient();

    private ServiceProcess(ChildProcess process, Spec spec) {
        this.process = process;
        this.spec = spec;
    }

    /**
     * How a service is started.
     *
     * @param jar its {@code quarkus-run.jar}
     * @param port of its HTTP server
     * @param jvmOptions of its JVM
     * @param settings its configuration without secrets, set as system properties
     * @param environment variables, for secrets
     * @param log where its output is appended
     */
    public record Spec(
            Path jar,
            int port,
            List<String> jvmOptions,
            Map<String, String> settings,
            Map<String, String> environment,
            Path log) {

        private List<String> command() {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvmOptions);
            command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
            command.add("-Dquarkus.http.port=" + port);
            new TreeMap<>(settings).forEach((key, value) -> command.add("-D" + key + "=" + value));
            command.addAll(List.of("-jar", jar.toString()));
            return command;
        }
    }

    /** Starts a service and does not wait until it is ready. */
    public static ServiceProcess launch(Spec spec) throws IOException {
        return new ServiceProcess(ChildProcess.start(spec.command(), spec.environment(), spec.log()), spec);
    }

    /** Starts a service and waits until it is ready; throws if it ends instead. */
    public static ServiceProcess start(Spec spec) throws IOException {
        ServiceProcess service = launch(spec);
        if (!service.awaitReady()) {
            throw new IllegalStateException("the service did not start; see " + spec.log());
        }
        return service;
    }

    /** Waits until the service is ready; false if it ended. Throws if it does neither in time. */
    public boolean awaitReady() {
        boolean isOver = WaitDeadline.in(STARTUP_TIMEOUT).poll(POLL_INTERVAL, () -> !process.isAlive() || isReady());
        if (!isOver) {
            close();
            throw new IllegalStateException(
                    "the service was not ready within " + STARTUP_TIMEOUT.toSeconds() + " s; see " + spec.log());
        }
        return process.isAlive();
    }

    private boolean isReady() {
        try {
            return http.send(request("/q/health/ready", "").build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A request for JSON to a path, with a bearer token unless it is empty. */
    public HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address().resolve(path))
                .timeout(REQUEST_TIMEOUT)
                .header("Content-Type", "application/json");
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    /** Sends a request; throws if there is no response. */
    public HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("no response from " + request.uri() + "; see " + spec.log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public HttpClient http() {
        return http;
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + spec.port());
    }

    public Path log() {
        return spec.log();
    }

    public ChildProcess process() {
        return process;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Sends SIGTERM, and SIGKILL after 20 seconds. */
    @Override
    public void close() {
        process.close();
    }
}
