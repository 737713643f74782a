package dev.gleaner.actuator.approval.slack.inbound;

import static dev.gleaner.actuator.support.RawConnections.all;
import static dev.gleaner.actuator.support.RawConnections.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.approval.slack.SlackConfigs;
import dev.gleaner.actuator.support.RawConnections;
import dev.gleaner.service.access.RefusalLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What strangers may take of Slack's port. */
class SignedRequestServerTest {

    private static final String SECRET = "secret";
    private static final int TOO_LARGE = 256 * 1024 + 1;

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final RawConnections connections = new RawConnections();

    @AfterEach
    void close() throws IOException {
        connections.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void shouldRefuseABodyThatSaysItIsTooLargeBeforeItComes() throws IOException {
        Socket socket = connections.connect(listen(Map.of()));

        send(socket, post("Content-Length: " + TOO_LARGE) + "payload=");

        assertThat(all(socket)).startsWith("HTTP/1.1 413 ").contains("the body is too large");
    }

    @Test
    void shouldRefuseABodyThatGrowsTooLargeAndNotReadItToItsEnd() throws IOException {
        Socket socket = connections.connect(listen(Map.of()));

        send(socket, post("Transfer-Encoding: chunked"));
        send(socket, Integer.toHexString(TOO_LARGE) + "\r\n" + "x".repeat(TOO_LARGE) + "\r\n");

        assertThat(all(socket)).startsWith("HTTP/1.1 413 ").contains("the body is too large");
    }

    @Test
    void shouldTakeWhatIsSignedOfAnyFairSize() throws IOException {
        Socket socket = connections.connect(listen(Map.of()));
        String body = "x".repeat(TOO_LARGE - 1);
        long now = Instant.now().getEpochSecond();
        String signature =
                new com.slack.api.app_backend.SlackSignature.Generator(SECRET).generate(Long.toString(now), body);

        send(
                socket,
                post("Connection: close\r\nX-Slack-Request-Timestamp: " + now + "\r\nX-Slack-Signature: " + signature
                                + "\r\nContent-Length: " + body.length())
                        + body);

        assertThat(all(socket)).startsWith("HTTP/1.1 200 ").contains("taken");
    }

    @Test
    void shouldRefuseHeadersThatAreTooLarge() throws IOException {
        Socket socket = connections.connect(listen(Map.of()));

        send(socket, post("X-Large: " + "x".repeat(9000)));

        assertThat(all(socket)).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void shouldCloseOneConnectionMoreThanItTakes() throws IOException {
        int port = listen(Map.of("max-connections", "2"));
        Socket first = connections.connect(port);
        unsigned(first);
        Socket second = connections.connect(port);
        unsigned(second);

        assertThat(all(connections.connect(port))).isEmpty();
        unsigned(second);
        first.close();
        Awaitility.await().until(() -> unsignedIsAnswered(port));
        assertThat(refused("connection")).isPositive();
    }

    @Test
    void shouldCloseAConnectionOnWhichNoWholeRequestComes() throws IOException {
        int port = listen(Map.of("receive-timeout", "0.2S"));
        Socket silent = connections.connect(port);
        Socket inHeaders = connections.connect(port);
        Socket inBody = connections.connect(port);
        Socket between = connections.connect(port);
        unsigned(between);

        send(inHeaders, "POST /slack/interactions HTTP/1.1\r\nHost: here\r\nX-");
        send(inBody, post("Content-Length: 100") + "payload=");

        assertThat(all(silent)).isEmpty();
        assertThat(all(inHeaders)).isEmpty();
        assertThat(all(inBody)).isEmpty();
        assertThat(all(between)).isEmpty();
    }

    @Test
    void shouldNotFillTheLogWithWhatItRefuses() throws IOException {
        Socket socket = connections.connect(listen(Map.of()));
        for (int i = 0; i < 50; i++) {
            unsigned(socket);
        }

        assertThat(lines).hasSize(1).first().asString().contains("not signed");
        assertThat(refused("signature")).isEqualTo(50);
    }

    private double refused(String reason) {
        return meters.counter("gleaner.actuator.slack.refused", "reason", reason)
                .count();
    }

    private int listen(Map<String, String> keys) {
        SlackSignatureVerifier signature = new SlackSignatureVerifier(SECRET, Clock.systemUTC());
        Clock still = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        Map<String, String> all = new HashMap<>(keys);
        all.put("port", "0");
        HttpServer server = new SignedRequestServer(
                        vertx,
                        SlackConfigs.with(all),
                        signature,
                        meters,
                        new RefusalLog(still, lines::add),
                        (response, signed) -> response.end("taken"))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return server.actualPort();
    }

    /** Sends an unsigned request, and reads its answer. */
    private static void unsigned(Socket socket) throws IOException {
        send(socket, post("Content-Length: 0"));
        assertThat(answer(socket)).startsWith("HTTP/1.1 401 ");
    }

    private boolean unsignedIsAnswered(int port) throws IOException {
        Socket socket = connections.connect(port);
        send(socket, post("Content-Length: 0"));
        return answer(socket).startsWith("HTTP/1.1 401 ");
    }

    private static String post(String headers) {
        return "POST /slack/interactions HTTP/1.1\r\nHost: here\r\n" + headers + "\r\n\r\n";
    }

    /** One answer in JSON; empty when the connection was closed. */
    private static String answer(Socket socket) {
        StringBuilder text = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                text.append((char) next);
                if (next == '}') {
                    break;
                }
            }
        } catch (IOException reset) {
            return "";
        }
        return text.toString();
    }
}
