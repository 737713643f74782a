package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.reactive.OversizedRequestRejector;
import dev.gleaner.service.access.RefusalLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The port that anybody may reach whom an ingress lets in with Slack: what a stranger can make it hold is bounded, in
 * connections, bytes, time and lines of the log, and what is not signed is not read.
 */
final class SlackPort {

    static final String PATH = "/slack/interactions";

    /** A click carries the message that it was made on: in a digest up to 40 sections, each escaped twice. */
    private static final int BODY = 256 * 1024;

    private static final int HEADERS = 8 * 1024;
    private static final int FIRST_LINE = 1024;
    private static final String REFUSED = "gleaner.actuator.slack.refused";

    private final Vertx vertx;
    private final SlackConfig config;
    private final SlackSignature signature;
    private final Connections connections;
    private final MeterRegistry meters;
    private final RefusalLog log;
    private final BiConsumer<HttpServerResponse, Signed> route;

    SlackPort(
            Vertx vertx,
            SlackConfig config,
            SlackSignature signature,
            MeterRegistry meters,
            RefusalLog log,
            BiConsumer<HttpServerResponse, Signed> route) {
        this.vertx = vertx;
        this.config = config;
        this.signature = signature;
        this.connections = new Connections(vertx, config.maxConnections(), config.receiveTimeout());
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
                    if (!connections.opened(connection)) {
                        refused("connection", "there are too many connections");
                    }
                })
                .requestHandler(this::handle)
                .listen();
    }

    private void handle(HttpServerRequest request) {
        request.response().endHandler(sent -> connections.answered(request.connection()));
        if (!request.path().equals(PATH)) {
            refuse(request, 404, "path", "there is nothing here");
        } else if (!request.method().equals(HttpMethod.POST)) {
            refuse(request, 405, "method", "only POST");
        } else {
            LimitedBody.read(request, BODY, body -> received(request, body), () -> tooLarge(request));
        }
    }

    private void received(HttpServerRequest request, byte[] body) {
        connections.received(request.connection());
        Optional<Signed> signed = signature.check(
                request.headers().getAll("X-Slack-Request-Timestamp"),
                request.headers().getAll("X-Slack-Signature"),
                body);
        signed.ifPresentOrElse(
                known -> route.accept(request.response(), known),
                () -> refuse(request, 401, "signature", "not signed"));
    }

    private void tooLarge(HttpServerRequest request) {
        refused("body", "the body is too large");
        OversizedRequestRejector.refuse(
                vertx, request, Buffer.buffer(InteractionsRoute.problem("the body is too large")));
    }

    private void refuse(HttpServerRequest request, int status, String reason, String text) {
        refused(reason, text);
        InteractionsRoute.end(request.response(), status, InteractionsRoute.problem(text));
    }

    private void refused(String reason, String text) {
        meters.counter(REFUSED, "reason", reason).increment();
        log.refused("Slack's port refused what came: " + text);
    }
}
