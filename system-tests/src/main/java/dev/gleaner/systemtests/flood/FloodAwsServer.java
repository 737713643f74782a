package dev.gleaner.systemtests.flood;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gleaner.contracts.resource.Arn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The few calls of EC2 and CloudWatch that stopping instances takes, fast enough not to be what is measured, and with EC2's
 * own limit on describing: 50 calls at once and 10 more a second, an account and region.
 */
final class FloodAwsServer implements AutoCloseable {

    private final Map<String, Arn> instances;
    private final Map<String, Instant> stops = new ConcurrentHashMap<>();
    private final Map<String, TokenBucket> limits = new ConcurrentHashMap<>();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger describes = new AtomicInteger();
    private final AtomicInteger throttled = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    /** Serves these instances, by their ids, on a free port. */
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

    /** When each instance was first asked to stop. */
    Map<String, Instant> stops() {
        return Map.copyOf(stops);
    }

    /** How many instances were asked again to stop. */
    int repeated() {
        return repeated.get();
    }

    /** Calls of DescribeInstances that were answered. */
    int describes() {
        return describes.get();
    }

    /** Calls that describe and were refused as too many. */
    int throttled() {
        return throttled.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Instant at = Instant.now();
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String action = form.getOrDefault("Action", "");
        if (action.startsWith("Describe") && !mayDescribe(exchange, form)) {
            throttled.incrementAndGet();
            respond(exchange, 503, FloodAwsResponses.error("RequestLimitExceeded"));
            return;
        }
        switch (action) {
            case "DescribeInstances" -> describe(exchange, form);
            case "DescribeInstanceTypes" -> respond(exchange, 200, FloodAwsResponses.instanceTypes());
            case "DescribeInstanceAttribute" -> respond(exchange, 200, FloodAwsResponses.unprotected());
            case "StopInstances" -> stop(exchange, form, at);
            case "GetMetricData" -> respond(exchange, 200, FloodAwsResponses.idle(at));
            default -> respond(exchange, 400, FloodAwsResponses.error("InvalidAction"));
        }
    }

    private void describe(HttpExchange exchange, Map<String, String> form) throws IOException {
        describes.incrementAndGet();
        List<String> asked = form.entrySet().stream()
                .filter(field -> field.getKey().matches("InstanceId\\.\\d+|Filter\\.1\\.Value\\.\\d+"))
                .map(Map.Entry::getValue)
                .filter(instances::containsKey)
                .toList();
        respond(
                exchange,
                200,
                FloodAwsResponses.instances(
                        asked.stream()
                                .map(id -> Objects.requireNonNull(instances.get(id)))
                                .toList(),
                        stops.keySet()));
    }

    private void stop(HttpExchange exchange, Map<String, String> form, Instant at) throws IOException {
        String instance = form.getOrDefault("InstanceId.1", "");
        if (stops.putIfAbsent(instance, at) != null) {
            repeated.incrementAndGet();
        }
        respond(exchange, 200, FloodAwsResponses.stopping(instance));
    }

    private boolean mayDescribe(HttpExchange exchange, Map<String, String> form) {
        return limits.computeIfAbsent(account(form) + region(exchange), name -> new TokenBucket())
                .allows();
    }

    /** Whose the first instance of a request is. All accounts are entered by the same credentials. */
    private String account(Map<String, String> form) {
        return form.values().stream()
                .filter(instances::containsKey)
                .findFirst()
                .map(id -> Objects.requireNonNull(instances.get(id)).account())
                .orElse("");
    }

    /** It is part of what a request is signed for. */
    private static String region(HttpExchange exchange) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String[] scope = authorization == null ? new String[0] : authorization.split("/");
        return scope.length > 2 ? scope[2] : "";
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String field : body.split("&")) {
            String[] parts = field.split("=", 2);
            form.put(decoded(parts[0]), parts.length == 2 ? decoded(parts[1]) : "");
        }
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
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

    /** A bucket of 50 calls that gets 10 more a second: EC2's documented limit on describing, by account and region. */
    static final class TokenBucket {

        private static final double SIZE = 50;
        private static final double A_SECOND = 10;
        private static final double NANOS = 1e9;

        private double level = SIZE;
        private long last = System.nanoTime();

        /** Whether one more call may pass now. */
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
