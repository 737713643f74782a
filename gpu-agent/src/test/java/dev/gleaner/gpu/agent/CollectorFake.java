package dev.gleaner.gpu.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;

/** Takes minutes from those who show the token, after it has given the answers that it was told to give. */
final class CollectorFake implements AutoCloseable {

    static final String TOKEN = "sender-token";

    private final HttpServer server;
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
    private final List<String> queries = Collections.synchronizedList(new ArrayList<>());

    CollectorFake() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/gpu", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next answer, in their order; a wait of 0 seconds is none. */
    void reply(int status, String body, int retryAfter) {
        replies.add(new Reply(status, body, retryAfter));
    }

    /** The texts that were taken. */
    List<String> taken() {
        return taken;
    }

    /** What stood behind the question mark, of all that came. */
    List<String> queries() {
        return queries;
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        queries.add(exchange.getRequestURI().getQuery());
        Reply reply = replies.poll();
        if (reply != null) {
            answer(exchange, reply);
        } else if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, new Reply(401, "", 0));
        } else {
            taken.add(new String(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes(), UTF_8));
            answer(exchange, new Reply(200, "{\"samples\":1,\"dropped\":0,\"bad\":0}", 0));
        }
    }

    private static void answer(HttpExchange exchange, Reply reply) throws IOException {
        if (reply.retryAfter() > 0) {
            exchange.getResponseHeaders().set("Retry-After", String.valueOf(reply.retryAfter()));
        }
        byte[] bytes = reply.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private record Reply(int status, String body, int retryAfter) {}
}
