package dev.gleaner.gpu.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Answers as IMDSv2 does: only to those who show a session that they were given by PUT, each good for a few answers. */
final class MetadataFake implements AutoCloseable {

    static final String DOCUMENT = """
            {
              "accountId" : "111122223333",
              "architecture" : "x86_64",
              "imageId" : "ami-5fb8c835",
              "instanceId" : "i-0abc",
              "region" : "us-east-1"
            }""";

    private final HttpServer server;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile String document = DOCUMENT;
    private volatile String partition = "aws";
    private volatile int failures;
    private volatile boolean off;
    private volatile boolean farAway;
    private volatile String session = "";

    MetadataFake() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** The methods and paths that were asked for. */
    List<String> asked() {
        return asked;
    }

    void document(String text) {
        document = text;
    }

    void partition(String name) {
        partition = name;
    }

    /** The next so many answers are 503. */
    void fail(int answers) {
        failures = answers;
    }

    void turnOff() {
        off = true;
    }

    /** What it answers is lost on its way. */
    void moveFarAway() {
        farAway = true;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(exchange.getRequestMethod() + " " + path);
        if (farAway) {
            return;
        }
        if (off) {
            answer(exchange, 403, "");
        } else if (failures > 0) {
            failures--;
            answer(exchange, 503, "");
        } else if (path.equals("/latest/api/token")) {
            begin(exchange);
        } else if (!session.equals(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"))) {
            answer(exchange, 401, "");
        } else {
            tell(exchange, path);
        }
    }

    private void begin(HttpExchange exchange) throws IOException {
        boolean asPrescribed = exchange.getRequestMethod().equals("PUT")
                && exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token-ttl-seconds") != null
                && !exchange.getRequestHeaders().containsKey("X-Forwarded-For");
        session = "session-" + asked.size();
        answer(exchange, asPrescribed ? 200 : 400, asPrescribed ? session : "");
    }

    private void tell(HttpExchange exchange, String path) throws IOException {
        switch (path) {
            case "/latest/dynamic/instance-identity/document" -> answer(exchange, 200, document);
            case "/latest/meta-data/services/partition" -> answer(exchange, partition.isEmpty() ? 404 : 200, partition);
            default -> answer(exchange, 404, "");
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
