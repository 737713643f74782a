package dev.gleaner.actuator.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that are too large or too many, over a service that answers when the test says so. */
class RequestLimitFilterTest {

    private static final int PATIENCE_MILLIS = 5_000;

    private final Vertx vertx = Vertx.vertx();
    private final Queue<RoutingContext> waiting = new ConcurrentLinkedQueue<>();
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void shouldAnswerABodyThatIsTooLargeBeforeItComes() throws IOException {
        Socket socket = connect(listen(Duration.ofMinutes(1)));

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
        Socket socket = connect(listen(router));

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
        Socket socket = connect(port);
        send(socket, "GET /api/findings HTTP/1.1\r\nHost: here\r\n\r\n");
        Awaitility.await().until(() -> waiting.size() == howMany);
        return socket;
    }

    private String answer(int port, String path) throws IOException {
        Socket socket = connect(port);
        send(socket, "GET " + path + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
        return all(socket);
    }

    private Socket connect(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** All that comes until the connection is closed. */
    private static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
}
