package dev.gleaner.actuator.console;

import static dev.gleaner.actuator.support.RawConnections.all;
import static dev.gleaner.actuator.support.RawConnections.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.support.RawConnections;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that are too large or too many, over a service that answers when the test says so. */
class RequestLimitFilterTest {

    private final Vertx vertx = Vertx.vertx();
    private final Queue<RoutingContext> waiting = new ConcurrentLinkedQueue<>();
    private final RawConnections connections = new RawConnections();

    @AfterEach
    void close() throws IOException {
        connections.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void shouldAnswerABodyThatIsTooLargeBeforeItComes() throws IOException {
        Socket socket = connections.connect(listen(Duration.ofMinutes(1)));

        send(socket, "POST /api/findings HTTP/1.1\r\nHost: here\r\nContent-Length: 20000000\r\n\r\n{");

        assertThat(all(socket))
                .startsWith("HTTP/1.1 413 ")
                .contains("{\"error\":\"the body has more than 1000 bytes\"}");
    }

    @Test
    void shouldLetNeitherHealthNorTheKillSwitchWaitBehindMoreThanItServes() throws IOException {
        int port = listen(Duration.ofMinutes(1));
        waits(port, 1);
        waits(port, 2);

        assertThat(answer(port, "/api/findings")).startsWith("HTTP/1.1 503 ").contains("too many requests");
        assertThat(answer(port, "/q/health")).startsWith("HTTP/1.1 200 ");
        assertThat(answer(port, "/api/kill-switch")).startsWith("HTTP/1.1 200 ");

        vertx.runOnContext(now -> waiting.forEach(routing -> routing.end("served")));
        Awaitility.await().until(() -> answer(port, "/api/served").startsWith("HTTP/1.1 200 "));
    }

    @Test
    void shouldNotCountWhoHasGone() throws IOException {
        int port = listen(Duration.ofMinutes(1));
        waits(port, 1);
        waits(port, 2).close();

        Awaitility.await().until(() -> answer(port, "/api/served").startsWith("HTTP/1.1 200 "));
    }

    @Test
    void shouldNotCountWhatWasGivenUp() throws IOException {
        int port = listen(Duration.ofMillis(200));
        waits(port, 1);
        waits(port, 2);

        Awaitility.await().until(() -> answer(port, "/api/served").startsWith("HTTP/1.1 200 "));
    }

    @Test
    void shouldCloseAConnectionWhoseRequestDoesNotCome() throws IOException {
        Router router = Router.router(vertx);
        router.route().handler(limits(Duration.ofMillis(200))::limit);
        router.route().handler(routing -> routing.request().handler(body -> {}));
        Socket socket = connections.connect(listen(router));

        send(socket, "POST /api/findings HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\n{");

        assertThat(all(socket)).startsWith("HTTP/1.1 503 ");
    }

    private int listen(Duration timeout) {
        Router router = Router.router(vertx);
        router.route().handler(limits(timeout)::limit);
        router.route("/api/findings").handler(waiting::add);
        router.route().handler(routing -> routing.end("served"));
        return listen(router);
    }

    private int listen(Router router) {
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    private static RequestLimitFilter limits(Duration timeout) {
        return new RequestLimitFilter(new MemorySize(BigInteger.valueOf(1000)), config(timeout));
    }

    private static ConsoleConfig config(Duration timeout) {
        return new ConsoleConfig() {
            @Override
            public Duration timeout() {
                return timeout;
            }

            @Override
            public int maxRequests() {
                return 2;
            }
        };
    }

    /** A request that is served until the test ends it, as one of so many. */
    private Socket waits(int port, int howMany) throws IOException {
        Socket socket = connections.connect(port);
        send(socket, "GET /api/findings HTTP/1.1\r\nHost: here\r\n\r\n");
        Awaitility.await().until(() -> waiting.size() == howMany);
        return socket;
    }

    private String answer(int port, String path) throws IOException {
        Socket socket = connections.connect(port);
        send(socket, "GET " + path + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
        return all(socket);
    }
}
