package dev.gleaner.local.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes deliveries of Firehose, of cards and of predictions and keeps them; answers {@code /q/health} too. */
final class ReceivingDoor implements AutoCloseable {

    private final String key;
    private final HttpServer server;
    private final List<List<JsonNode>> requests = new CopyOnWriteArrayList<>();
    private final List<String> cards = new CopyOnWriteArrayList<>();
    private final List<JsonNode> predictions = new CopyOnWriteArrayList<>();
    private final AtomicInteger toFail = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    ReceivingDoor(String key) {
        this.key = key;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/q/health", exchange -> answer(exchange, 200));
        server.createContext("/firehose", this::take);
        server.createContext("/gpu", exchange -> {
            cards.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, 200);
        });
        server.createContext("/predictions", exchange -> {
            boolean allowed = "Bearer token".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            Json.read(exchange.getRequestBody().readAllBytes(), JsonNode.class).forEach(predictions::add);
            answer(exchange, allowed ? 200 : 401);
        });
        server.start();
    }

    /** Reports of predictions, in order of arrival. */
    List<JsonNode> predictions() {
        return List.copyOf(predictions);
    }

    /** What nvidia-smi printed, in order of arrival. */
    List<String> cards() {
        return List.copyOf(cards);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Answers the next requests with 503. */
    void failNext(int count) {
        toFail.set(count);
    }

    int failures() {
        return failed.get();
    }

    /** The earliest time in each request. */
    List<Long> firstTimestamps() {
        return requests.stream()
                .map(lines -> lines.stream()
                        .mapToLong(line -> line.get("timestamp").longValue())
                        .min()
                        .orElseThrow())
                .toList();
    }

    /** Times of an instance's points of a metric, in order of arrival. */
    List<Long> points(String metric, String instance) {
        return requests.stream()
                .flatMap(List::stream)
                .filter(line -> line.get("metric_name").asText().equals(metric)
                        && line.at("/dimensions/InstanceId").asText().equals(instance))
                .map(line -> line.get("timestamp").longValue())
                .toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (toFail.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            failed.incrementAndGet();
            answer(exchange, 503);
        } else if (!key.equals(exchange.getRequestHeaders().getFirst("X-Amz-Firehose-Access-Key"))) {
            answer(exchange, 403);
        } else {
            JsonNode request = Json.read(body, JsonNode.class);
            boolean named = request.get("requestId")
                    .asText()
                    .equals(exchange.getRequestHeaders().getFirst("X-Amz-Firehose-Request-Id"));
            requests.add(lines(request));
            answer(exchange, named ? 200 : 400);
        }
    }

    private static List<JsonNode> lines(JsonNode request) {
        List<JsonNode> lines = new ArrayList<>();
        for (JsonNode record : request.get("records")) {
            byte[] data = Base64.getDecoder().decode(record.get("data").asText());
            new String(data, StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> lines.add(Json.read(line, JsonNode.class)));
        }
        return lines;
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
