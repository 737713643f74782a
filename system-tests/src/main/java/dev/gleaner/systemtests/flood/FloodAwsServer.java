package dev.gleaner.systemtests.flood;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.systemtests.environment.AwsHttpRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fake of the EC2 and CloudWatch calls that stop instances. It is faster than the actuator, and it throttles calls that
 * describe as EC2 does: a bucket of 50 calls that gets 10 more a second, for each account and region.
 */
final class FloodAwsServer implements AutoCloseable {

    /** Read by the JDK's server when it is loaded. */
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    static {
        // It writes head and body of an answer apart: with Nagle's algorithm the body waits 40 ms for the
        // acknowledgement of the head,
        // so that the plans of the flood waited for this fake.
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
    }

    private final Map<String, Arn> instances;
    private final Map<String, Instant> stops = new ConcurrentHashMap<>();
    private final Map<String, TokenBucket> limits = new ConcurrentHashMap<>();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger describes = new AtomicInteger();
    private final AtomicInteger throttled = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    /** Serves these instances, by id, on a free port. */
    FloodAwsServer(Map<String, Arn> instances) throws IOException {
        this.instances = Map.copyOf(instances);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** When each instance was stopped first. */
    Map<String, Instant> stops() {
        return Map.copyOf(stops);
    }

    /** How many calls stopped an instance again. */
    int repeated() {
        return repeated.get();
    }

    /** Calls of DescribeInstances that were not throttled. */
    int describes() {
        return describes.get();
    }

    /** Calls that were throttled. */
    int throttled() {
        return throttled.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Instant at = Instant.now();
        AwsHttpRequest request = AwsHttpRequest.read(exchange);
        if (request.operation().equals("DescribeSessions")) {
            respond(exchange, 200, FloodAwsResponses.NO_SESSIONS);
            return;
        }
        if (request.operation().startsWith("Describe") && !mayDescribe(request)) {
            throttled.incrementAndGet();
            respond(exchange, 503, FloodAwsResponses.error("RequestLimitExceeded"));
            return;
        }
        switch (request.operation()) {
            case "AssumeRole" -> respond(exchange, 200, FloodAwsResponses.credentials(at));
            case "DescribeInstances" -> describe(exchange, request);
            case "DescribeInstanceTypes" -> respond(exchange, 200, FloodAwsResponses.instanceTypes());
            case "DescribeInstanceAttribute" -> respond(exchange, 200, FloodAwsResponses.unprotected());
            case "StopInstances" -> stop(exchange, request, at);
            case "GetMetricData" -> respond(exchange, 200, FloodAwsResponses.idle(at));
            default -> respond(exchange, 400, FloodAwsResponses.error("InvalidAction"));
        }
    }

    private void describe(HttpExchange exchange, AwsHttpRequest request) throws IOException {
        describes.incrementAndGet();
        List<String> requested = request.form().entrySet().stream()
                .filter(field -> field.getKey().matches("InstanceId\\.\\d+|Filter\\.1\\.Value\\.\\d+"))
                .map(Map.Entry::getValue)
                .filter(instances::containsKey)
                .toList();
        respond(
                exchange,
                200,
                FloodAwsResponses.instances(
                        requested.stream()
                                .map(id -> Objects.requireNonNull(instances.get(id)))
                                .toList(),
                        stops.keySet()));
    }

    private void stop(HttpExchange exchange, AwsHttpRequest request, Instant at) throws IOException {
        String instance = request.field("InstanceId.1");
        if (stops.putIfAbsent(instance, at) != null) {
            repeated.incrementAndGet();
        }
        respond(exchange, 200, FloodAwsResponses.stopping(instance));
    }

    private boolean mayDescribe(AwsHttpRequest request) {
        return limits.computeIfAbsent(account(request) + request.region(), name -> new TokenBucket())
                .allows();
    }

    /** The account of the first instance, as all accounts are accessed with the same credentials. */
    private String account(AwsHttpRequest request) {
        return request.form().values().stream()
                .filter(instances::containsKey)
                .findFirst()
                .map(id -> Objects.requireNonNull(instances.get(id)).account())
                .orElse("");
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/xml");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** EC2's documented limit on calls that describe. */
    static final class TokenBucket {

        private static final double SIZE = 50;
        private static final double A_SECOND = 10;
        private static final double NANOS = 1e9;

        private double level = SIZE;
        private long last = System.nanoTime();

        /** Takes a token; false if the bucket is empty. */
        synchronized boolean allows() {
            long now = System.nanoTime();
            level = Math.min(SIZE, level + (now - last) / NANOS * A_SECOND);
            last = now;
            if (level < 1) {
                return false;
            }
            level--;
            return true;
        }
    }
}
