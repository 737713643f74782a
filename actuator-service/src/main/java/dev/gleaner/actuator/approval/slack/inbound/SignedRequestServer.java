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
 * The port that anybody may reach whom an ingress lets in with Slack: what a stranger can make it hold is bounded, in
 * connections, bytes, time and lines of the log, and what is not signed is not read.
 */
public final class SignedRequestServer {

    static final String PATH = "/slack/interactions";

    /** A click carries the message that it was made on: in a digest up to 40 sections, each escaped twice. */
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

    /** Opens it. */
    Future<HttpServer> listen() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                // An upgrade to HTTP/2 makes one header of a repeated one, before anybody can see that it was.
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
        log.logRefusal("Slack's port refused what came: " + text);
    }

    /** The connections of a port: so many at once, and none for long on which no whole request comes. */
    static final class ConnectionLimiter {

        private final Vertx vertx;
        private final int limit;
        private final long patience;
        /** Each with the timer that closes it; the timer of one whose request is being answered does nothing. */
        private final Map<HttpConnection, Long> open = new ConcurrentHashMap<>();

        ConnectionLimiter(Vertx vertx, int limit, Duration patience) {
            this.vertx = vertx;
            this.limit = limit;
            this.patience = patience.toMillis();
        }

        /** Keeps a new connection; false when there are too many, and it was closed. */
        boolean tryRegister(HttpConnection connection) {
            if (open.size() >= limit) {
                connection.close();
                return false;
            }
            open.put(connection, closeLater(connection));
            connection.closeHandler(closed -> forget(connection));
            return true;
        }

        /** A whole request is there: its answer may take as long as it takes. */
        void stopTimer(HttpConnection connection) {
            open.computeIfPresent(connection, (same, timer) -> {
                vertx.cancelTimer(timer);
                return timer;
            });
        }

        /** It was answered: the next request may come. */
        void restartTimer(HttpConnection connection) {
            open.computeIfPresent(connection, (same, timer) -> {
                vertx.cancelTimer(timer);
                return closeLater(connection);
            });
        }

        private long closeLater(HttpConnection connection) {
            return vertx.setTimer(patience, late -> connection.close());
        }

        private void forget(HttpConnection connection) {
            Long timer = open.remove(connection);
            if (timer != null) {
                vertx.cancelTimer(timer);
            }
        }
    }

    /** Reads the bytes of a request's body as they come, up to a size: a signature covers bytes, not their meaning. */
    static final class LimitedBody {

        private final Buffer bytes = Buffer.buffer();
        private final int limit;

        private LimitedBody(int limit) {
            this.limit = limit;
        }

        /** Hands over the whole body, or says that it is too large as soon as it is seen to be. */
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

    /** Slack's door: a port with one route, so that an ingress can let Slack in and nothing else out. */
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

        /** Opens the door if there is a secret to tell Slack from others. */
        void start(@Observes StartupEvent event) {
            ConfiguredSecret.resolve(config.signingSecret(), config.signingSecretFile())
                    .ifPresent(this::listen);
        }

        void stop(@Observes ShutdownEvent event) {
            if (server != null) {
                server.close().toCompletionStage().toCompletableFuture().join();
            }
        }

        /** The port that is listened on; 0 when none is. */
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
            Log.infof("Slack's interactions are listened for on %s:%s", config.host(), port());
        }
    }
}
