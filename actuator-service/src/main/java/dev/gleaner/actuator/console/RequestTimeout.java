package dev.gleaner.actuator.console;

import dev.gleaner.contracts.json.Json;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/**
 * Answers what can't be answered, as the database stands still: whoever asks learns it soon, and a probe of readiness takes
 * the actuator for what it is. Work that the request was still waiting for is cancelled, so that its transaction is rolled back.
 * Whoever has not sent all of a request by then does not keep the connection.
 */
@ApplicationScoped
class RequestTimeout {

    private static final int UNAVAILABLE = 503;

    /** Before authentication and everything else. */
    private static final int FIRST = 1000;

    /** Export and verification of the audit read all of it. */
    private static final String UNLIMITED = "/api/audit/";

    private final long millis;

    RequestTimeout(ConsoleConfig config) {
        millis = config.timeout().toMillis();
    }

    void register(@Observes Filters filters) {
        filters.register(this::limit, FIRST);
    }

    /** Lets a request go on, for so long. */
    void limit(RoutingContext routing) {
        if (!routing.normalizedPath().startsWith(UNLIMITED)) {
            long timer = routing.vertx().setTimer(millis, late -> giveUp(routing));
            routing.addEndHandler(ended -> routing.vertx().cancelTimer(timer));
        }
        routing.next();
    }

    private static void giveUp(RoutingContext routing) {
        HttpServerResponse response = routing.response();
        if (response.ended() || response.headWritten()) {
            return;
        }
        boolean isWhole = routing.request().isEnded();
        response.setStatusCode(UNAVAILABLE)
                .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .end(Buffer.buffer(Json.bytes(new Problem("the database does not answer in time; try again"))))
                .onComplete(answered -> {
                    if (!isWhole) {
                        routing.request().connection().close();
                    }
                });
    }
}
