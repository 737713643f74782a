package dev.gleaner.collector.source.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers LookupEvents as AWS does, which no stand-in of ours can: what it knows of the window asked for, both ends
 * included, the newest first, page by page. And GetCallerIdentity.
 */
final class RecordedHistory implements AutoCloseable {

    private static final String IDENTITY = """
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
            <Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>""";

    private final HttpServer server;
    private final int pageSize;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile int refusedAfter = Integer.MAX_VALUE;
    private final List<Known> known = new CopyOnWriteArrayList<>();

    /** A call: the name that was asked for, if any, its window, its page, and when it came. */
    record Asked(String name, Instant from, Instant until, String token, long nanos) {}

    /** A call that somebody made, with its parameters and the response in JSON. */
    record Known(String id, Instant time, String region, String source, String name, String request, String response) {}

    RecordedHistory(int pageSize) {
        this.pageSize = pageSize;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on it knows that an instance was stopped. */
    void add(String id, Instant time, String instance) {
        String set = "{\"instancesSet\":{\"items\":[{\"instanceId\":\"%s\"}]}}".formatted(instance);
        add(new Known(id, time, "us-east-1", "ec2.amazonaws.com", "StopInstances", set, set));
    }

    /** From then on it answers that something is wrong with the request. */
    void refuseAfter(int calls) {
        refusedAfter = calls;
    }

    /** From now on it knows of a call. */
    void add(Known call) {
        known.add(call);
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            byte[] answer = target != null && target.endsWith(".LookupEvents")
                    ? Json.bytes(page(Json.mapper().readTree(body)))
                    : IDENTITY.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(asked.size() > refusedAfter ? 400 : 200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private Map<String, Object> page(JsonNode request) {
        Instant from = Instant.ofEpochSecond(request.path("StartTime").asLong());
        Instant until = Instant.ofEpochSecond(request.path("EndTime").asLong());
        String token = request.path("NextToken").asText();
        String name =
                request.path("LookupAttributes").path(0).path("AttributeValue").asText();
        asked.add(new Asked(name, from, until, token, System.nanoTime()));
        int start = token.isEmpty() ? 0 : Integer.parseInt(token);
        List<Known> window = known.stream()
                .filter(event -> !event.time().isBefore(from) && !event.time().isAfter(until))
                .filter(event -> name.isEmpty() || event.name().equals(name))
                .sorted(Comparator.comparing(Known::time).reversed())
                .toList();
        int end = Math.min(start + pageSize, window.size());
        Map<String, Object> page = new HashMap<>();
        page.put(
                "Events",
                window.subList(start, end).stream().map(RecordedHistory::event).toList());
        if (end < window.size()) {
            page.put("NextToken", Integer.toString(end));
        }
        return page;
    }

    private static Map<String, Object> event(Known event) {
        return Map.of(
                "EventId", event.id(),
                "EventName", event.name(),
                "EventSource", event.source(),
                "EventTime", event.time().getEpochSecond(),
                "ReadOnly", "false",
                "Username", "scheduler",
                "CloudTrailEvent",
                        """
                        {"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","sessionContext":{"sessionIssuer":\
                        {"arn":"arn:aws:iam::111122223333:role/scheduler"}}},"eventTime":"%s",\
                        "eventSource":"%s","eventName":"%s","awsRegion":"%s",\
                        "requestParameters":%s,"responseElements":%s,\
                        "eventID":"%s","eventType":"AwsApiCall","recipientAccountId":"111122223333"}""".formatted(
                                        event.time(),
                                        event.source(),
                                        event.name(),
                                        event.region(),
                                        event.request(),
                                        event.response(),
                                        event.id()));
    }
}
