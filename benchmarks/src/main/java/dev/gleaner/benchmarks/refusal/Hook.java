package dev.gleaner.benchmarks.refusal;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** Slack's end of a webhook, which takes all that is posted, or nothing. */
final class Hook implements AutoCloseable {

    private final HttpServer server;
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean down;

    Hook() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                if (down) {
                    refused.incrementAndGet();
                }
                exchange.sendResponseHeaders(down ? 503 : 200, -1);
            }
        });
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/services/matrix";
    }

    /** Takes nothing any more. */
    void goDown() {
        down = true;
    }

    /** How many posts it did not take. */
    int refused() {
        return refused.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
