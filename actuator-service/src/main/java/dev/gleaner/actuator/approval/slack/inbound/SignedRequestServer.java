package dev.gleaner.actuator.approval.slack.inbound;

import dev.gleaner.actuator.approval.slack.ConfiguredSecret;
import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.reactive.OversizedRequestRejector;
import dev.gleaner.service.access.RefusalLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server for Slack's requests, on a port of its own. Since an ingress exposes the port, connections, bytes, time and
 * log lines are limited, and only signed requests are parsed.
 */
public final class SignedRequestServer {

    static final String PATH = "/slack/interactions";

    /** A request contains the message of the click: a digest has up to 40 sections, each escaped twice. */
    private static final int BODY = 256 * 1024;

    private static final int HEADERS = 8 * 1024;
    private static final int FIRST_LINE = 1024;
    private static final String REFUSED = "gleaner.actuator.slack.refused";

    private final Vertx vertx;
    private final SlackConfig config;
    private final SlackSignatureVerifier signature;
    private final ConnectionLimiter connectionLimiter;
    private final MeterRegistry meters;
    private final RefusalLog log;
    private final BiConsumer<HttpServerResponse, SlackSignatureVerifier.SignedRequest> route;

    SignedRequestServer(
            Vertx vertx,
            SlackConfig config,
            SlackSignatureVerifier signature,
            MeterRegistry meters,
            RefusalLog log,
            BiConsumer<HttpServerResponse, SlackSignatureVerifier.SignedRequest> route) {
        this.vertx = vertx;
        this.config = config;
        this.signature = signature;
        this.connectionLimiter = new ConnectionLimiter(vertx, config.maxConnections(), config.receiveTimeout());
        this.meters = meters;
        this.log = log;
        this.route = route;
    }

    /** Starts the server. */
    Future<HttpServer> listen() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                // HTTP/2 would combine repeated headers before they can be detected.
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(HEADERS)
                .setMaxInitialLineLength(FIRST_LINE);
        return vertx.createHttpServer(options)
                .connectionHandler(connection -> {
                    if (!connectionLimiter.tryRegister(connection)) {
                        refused("connection", "there are too many connections");
                    }
                })
                .requestHandler(this::handle)
                .listen();
    }

    private void handle(HttpServerRequest request) {
        request.response().endHandler(sent -> connectionLimiter.restartTimer(request.connection()));
        if (!request.path().equals(PATH)) {
            refuse(request, 404, "path", "there is nothing here");
        } else if (!request.method().equals(HttpMethod.POST)) {
            refuse(request, 405, "method", "only POST");
        } else {
            LimitedBody.read(request, BODY, body -> received(request, body), () -> tooLarge(request));
        }
    }

    private void received(HttpServerRequest request, byte[] body) {
        connectionLimiter.stopTimer(request.connection());
        Optional<SlackSignatureVerifier.SignedRequest> signed = signature.check(
                request.headers().getAll("X-Slack-Request-Timestamp"),
                request.headers().getAll("X-Slack-Signature"),
                body);
        signed.ifPresentOrElse(
                known -> route.accept(request.response(), known),
                () -> refuse(request, 401, "signature", "not signed"));
    }

    private void tooLarge(HttpServerRequest request) {
        refused("body", "the body is too large");
        OversizedRequestRejector.reject(
                vertx, request, Buffer.buffer(InteractionsRoute.problem("the body is too large")));
    }

    private void refuse(HttpServerRequest request, int status, String reason, String text) {
        refused(reason, text);
        InteractionsRoute.end(request.response(), status, InteractionsRoute.problem(text));
    }

    private void refused(String reason, String text) {
        meters.counter(REFUSED, "reason", reason).increment();
        log.logRefusal("Slack's port refused a request: " + text);
    }

    /** Limits the number of open connections, and closes those without a complete request in time. */
    static final class ConnectionLimiter {

        private final Vertx vertx;
        private final int limit;
        private final long timeoutMillis;
        /** Each connection with the timer that closes it; the timer is cancelled while a request is answered. */
        private final Map<HttpConnection, Long> open = new ConcurrentHashMap<>();

        ConnectionLimiter(Vertx vertx, int limit, Duration timeout) {
            this.vertx = vertx;
            this.limit = limit;
            this.timeoutMillis = timeout.toMillis();
        }

        /** Registers a connection; returns false after closing it if there are too many. */
        boolean tryRegister(HttpConnection connection) {
            if (open.size() >= limit) {
                connection.close();
                return false;
            }
            open.put(connection, closeLater(connection));
            connection.closeHandler(closed -> forget(connection));
            return true;
        }

        /** Stops the timer while a complete request is answered. */
        void stopTimer(HttpConnection connection) {
            open.computeIfPresent(connection, (same, timer) -> {
                vertx.cancelTimer(timer);
                return timer;
            });
        }

        /** Restarts the timer after a response. */
        void restartTimer(HttpConnection connection) {
            open.computeIfPresent(connection, (same, timer) -> {
                vertx.cancelTimer(timer);
                return closeLater(connection);
            });
        }

        private long closeLater(HttpConnection connection) {
            return vertx.setTimer(timeoutMillis, late -> connection.close());
        }

        private void forget(HttpConnection connection) {
            Long timer = open.remove(connection);
            if (timer != null) {
                vertx.cancelTimer(timer);
            }
        }
    }

    /** Reads the bytes of a request body up to a size. The bytes stay as they are, since the signature covers them. */
    static final class LimitedBody {

        private final Buffer bytes = Buffer.buffer();
        private final int limit;

        private LimitedBody(int limit) {
            this.limit = limit;
        }

        /** Calls {@code whole} with the body, or {@code tooLarge} as soon as the body exceeds the limit. */
        static void read(HttpServerRequest request, int limit, Consumer<byte[]> whole, Runnable tooLarge) {
            if (OversizedRequestRejector.isDeclared(request, limit)) {
                tooLarge.run();
                return;
            }
            LimitedBody body = new LimitedBody(limit);
            request.endHandler(end -> whole.accept(body.bytes.getBytes()));
            request.handler(chunk -> {
                if (body.takes(chunk)) {
                    body.bytes.appendBuffer(chunk);
                } else {
                    tooLarge.run();
                }
            });
        }

        private boolean takes(Buffer chunk) {
            return bytes.length() + chunk.length() <= limit;
        }
    }

    /** Starts and stops the server. It has a port with one route, so that an ingress can expose only that. */
    @ApplicationScoped
    public static class Lifecycle {

        private final Vertx vertx;
        private final SlackConfig config;
        private final ClickProcessor clickProcessor;
        private final EphemeralReplies replies;
        private final ReasonForm.Opener reasonFormOpener;
        private final MeterRegistry meters;
        private @Nullable HttpServer server;

        Lifecycle(
                Vertx vertx,
                SlackConfig config,
                ClickProcessor clickProcessor,
                EphemeralReplies replies,
                ReasonForm.Opener reasonFormOpener,
                MeterRegistry meters) {
            this.vertx = vertx;
            this.config = config;
            this.clickProcessor = clickProcessor;
            this.replies = replies;
            this.reasonFormOpener = reasonFormOpener;
            this.meters = meters;
        }

        /** Starts the server if the signing secret is configured. */
        void start(@Observes StartupEvent event) {
            ConfiguredSecret.resolve(config.signingSecret(), config.signingSecretFile())
                    .ifPresent(this::listen);
        }

        void stop(@Observes ShutdownEvent event) {
            if (server != null) {
                server.close().toCompletionStage().toCompletableFuture().join();
            }
        }

        /** Returns the port of the server, 0 if it is not started. */
        public int port() {
            return server == null ? 0 : server.actualPort();
        }

        private void listen(String secret) {
            InteractionsRoute route = new InteractionsRoute(vertx, clickProcessor, replies, reasonFormOpener);
            SignedRequestServer port = new SignedRequestServer(
                    vertx,
                    config,
                    new SlackSignatureVerifier(secret, Clock.systemUTC()),
                    meters,
                    new RefusalLog(Clock.systemUTC(), text -> Log.warn(text)),
                    route::handle);
            try {
                server = port.listen().toCompletionStage().toCompletableFuture().join();
            } catch (CompletionException e) {
                throw new IllegalStateException(
                        "can't listen for Slack on " + config.host() + ":" + config.port() + " (actuator.slack.port)",
                        e);
            }
            Log.infof("Listening for Slack's interactions on %s:%s", config.host(), port());
        }
    }
}
