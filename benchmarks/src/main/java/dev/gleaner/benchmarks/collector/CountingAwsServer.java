package dev.gleaner.benchmarks.collector;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gleaner.systemtests.environment.AwsHttpRequest;
import dev.gleaner.systemtests.environment.CollectorProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A fake of AWS: responds over HTTP to the calls of the collector, for an organization of some size, and counts them. */
final class CountingAwsServer implements AutoCloseable {

    /** Access key of the account in which the collector runs. */
    static final String OWN_KEY = "OWN";

    /** Prefix of the access keys of roles; the account follows. */
    static final String ROLE_KEY = "ROLE";

    private final CountingAwsResponses countingAwsResponses;
    private final ApiCallCounter apiCallCounter = new ApiCallCounter();
    private final String ownAccount;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    /** Starts a server for an organization of this size on a free port. */
    CountingAwsServer(OrganizationSize size) throws IOException {
        this.ownAccount = size.accountIds().get(0);
        this.countingAwsResponses = new CountingAwsResponses(size, apiCallCounter);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Starts a collector that uses this server, with the heap that {@code deploy/local/up} gives it. */
    CollectorProcess startCollector(Path folder, Map<String, String> settings) throws IOException {
        return new CollectorProcess(
                folder,
                List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
                settings,
                Map.of(
                        "AWS_ACCESS_KEY_ID",
                        OWN_KEY,
                        "AWS_SECRET_ACCESS_KEY",
                        "benchmark",
                        "AWS_DISABLE_REQUEST_COMPRESSION",
                        "true"));
    }

    ApiCallCounter calls() {
        return apiCallCounter;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            CountedAwsRequest request = CountedAwsRequest.of(AwsHttpRequest.read(exchange), ownAccount);
            byte[] body = countingAwsResponses.respondTo(request).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 400 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
