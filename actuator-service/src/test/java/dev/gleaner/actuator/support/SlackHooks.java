package dev.gleaner.actuator.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Takes what is posted to a webhook or to a response_url, or refuses it. */
public final class SlackHooks implements AutoCloseable {

    /** A body that came in under a path. */
    public record Post(String path, JsonNode body) {}

    /** What it asks to wait for when there was too much. */
    public static final Duration RETRY_AFTER = Duration.ofSeconds(3);

    private static final int TOO_MANY = 429;

    private final HttpServer server;
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final List<Instant> tooMany = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile CountDownLatch answers = new CountDownLatch(0);

    private SlackHooks(HttpServer server) {
        this.server = server;
    }

    static SlackHooks start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            SlackHooks hooks = new SlackHooks(server);
            server.createContext("/", hooks::take);
            server.start();
            return hooks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers with this status from now on. */
    public void answer(int code) {
        status = code;
    }

    /** Answers nothing until it is told to. */
    public void holdAnswers() {
        answers = new CountDownLatch(1);
    }

    /** Answers again, and what was held too. */
    public void letAnswersGo() {
        answers.countDown();
    }

    /** What was taken under this path. */
    public List<JsonNode> taken(String path) {
        return posts.stream()
                .filter(post -> post.path().equals(path))
                .map(Post::body)
                .toList();
    }

    /** When it said that there was too much. */
    public List<Instant> tooMany() {
        return tooMany;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int answer = status;
            if (answer == 200) {
                posts.add(new Post(exchange.getRequestURI().getPath(), Json.read(body, JsonNode.class)));
            }
            if (answer == TOO_MANY) {
                exchange.getResponseHeaders().add("Retry-After", Long.toString(RETRY_AFTER.toSeconds()));
                tooMany.add(Instant.now());
            }
            awaitAnswers();
            exchange.sendResponseHeaders(answer, -1);
        }
    }

    private void awaitAnswers() {
        try {
            answers.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
