package dev.gleaner.benchmarks.gpuagent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/** What takes the collector's place: counts what comes with the right token, and refuses all else. */
final class Received implements AutoCloseable {

    static final String TOKEN = "benchmark-token";

    private final HttpServer server;
    private final AtomicLong minutes = new AtomicLong();
    private final AtomicLong readings = new AtomicLong();
    private final AtomicLong processes = new AtomicLong();

    Received() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/gpu", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    long minutes() {
        return minutes.get();
    }

    /** Lines of cards. */
    long readings() {
        return readings.get();
    }

    /** Lines of processes. */
    long processes() {
        return processes.get();
    }

    private void take(HttpExchange exchange) throws IOException {
        boolean known = ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        String text = new String(new GZIPInputStream(exchange.getRequestBody()).readAllBytes(), StandardCharsets.UTF_8);
        if (known) {
            minutes.incrementAndGet();
            readings.addAndGet(
                    text.lines().filter(line -> line.contains(" W, ")).count());
            processes.addAndGet(
                    text.lines().filter(line -> line.contains("train.py")).count());
        }
        exchange.sendResponseHeaders(known ? 200 : 401, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
