package dev.gleaner.collector;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** An exporter that answers, one that fails, and one that is not there. */
public final class DcgmHosts implements QuarkusTestResourceLifecycleManager {

    /** What the first one answers. */
    static final AtomicReference<String> ANSWER = new AtomicReference<>("");

    /** The port of the exporters. */
    static final AtomicInteger PORT = new AtomicInteger();

    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ANSWER.set(new String(Bytes.ofResource("gpu/dcgm.prom"), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answer("/metrics", 200);
        answer("/broken", 500);
        server.start();
        PORT.set(server.getAddress().getPort());
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        return Map.of(
                "collector.gpu.dcgm.interval",
                "PT1S",
                "collector.gpu.dcgm.patience",
                "PT0.5S",
                "collector.gpu.dcgm.discover",
                "true",
                "collector.gpu.dcgm.targets[0].instance",
                instance("i-0d1"),
                "collector.gpu.dcgm.targets[0].url",
                url + "/metrics",
                "collector.gpu.dcgm.targets[1].instance",
                instance("i-0d2"),
                "collector.gpu.dcgm.targets[1].url",
                url + "/broken",
                "collector.gpu.dcgm.targets[2].instance",
                instance("i-0d3"),
                "collector.gpu.dcgm.targets[2].url",
                "http://127.0.0.1:1/metrics");
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    static String instance(String id) {
        return "arn:aws:ec2:eu-west-1:777788889999:instance/" + id;
    }

    private void answer(String path, int status) {
        server.createContext(path, exchange -> {
            byte[] bytes = ANSWER.get().getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
