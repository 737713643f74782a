package dev.gleaner.actuator.console;

import dev.gleaner.actuator.database.RequestOutcome;
import dev.gleaner.actuator.reactive.OversizedRequestRejector;
import dev.gleaner.contracts.Json;
import io.quarkus.logging.Log;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Limits size, number and duration of requests. A body that is too large or one request too many gets an error response. A
 * request that waits too long for the database gets 503, so that clients and readiness probes learn it soon; what it would
 * have changed is never done. A request whose transaction already commits is answered when the database has answered, with the
 * truth. A connection on which the request is still incomplete by then is closed.
 */
@ApplicationScoped
class RequestLimitFilter {

    private static final int UNAVAILABLE = 503;

    /** Before authentication, and before Quarkus's own limit, which closes the connection together with its response. */
    private static final int FIRST = 1000;

    private static final String COUNTED = "/api/";

    /** Export and verification read the whole audit and have no time limit. */
    private static final String AUDIT = "/api/audit/";

    /** Requests that have to work under overload, and those without a time limit. */
    private static final List<String> NOT_COUNTED = List.of("/api/kill-switch", AUDIT);

    private final long largest;
    private final int most;
    private final Duration timeout;
    private final AtomicInteger served = new AtomicInteger();

    RequestLimitFilter(
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largest, ConsoleConfig config) {
        this.largest = largest.asLongValue();
        this.most = config.maxRequests();
        this.timeout = config.timeout();
    }

    void register(@Observes Filters filters) {
        filters.register(this::limit, FIRST);
        Infrastructure.setDroppedExceptionHandler(RequestLimitFilter::logDropped);
    }

    /** Routes a request with a time limit, unless it is too large or one too many. */
    void limit(RoutingContext routing) {
        if (OversizedRequestRejector.isDeclared(routing.request(), largest)) {
            // Quarkus limits a body without a declared size.
            OversizedRequestRejector.reject(
                    routing.vertx(), routing.request(), problem("the body has more than " + largest + " bytes"));
        } else if (!isCounted(routing.normalizedPath())) {
            serve(routing, () -> {});
        } else if (served.incrementAndGet() > most) {
            served.decrementAndGet();
            routing.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
            refuse(routing.response(), "too many requests are being served; try again");
        } else {
            serve(routing, served::decrementAndGet);
        }
    }

    private static boolean isCounted(String path) {
        return path.startsWith(COUNTED) && NOT_COUNTED.stream().noneMatch(path::startsWith);
    }

    /** Releases at the end of the request or at the time limit, since not every end of a connection is reported. */
    private void serve(RoutingContext routing, Runnable release) {
        RequestOutcome outcome = RequestOutcome.begin(routing.vertx().getOrCreateContext());
        if (!routing.normalizedPath().startsWith(AUDIT)) {
            AtomicBoolean isReleased = new AtomicBoolean();
            long timer = routing.vertx().setTimer(timeout.toMillis(), late -> {
                if (isReleased.compareAndSet(false, true)) {
                    release.run();
                    respondTimeout(routing, outcome);
                }
            });
            routing.addEndHandler(ended -> {
                routing.vertx().cancelTimer(timer);
                if (isReleased.compareAndSet(false, true)) {
                    release.run();
                }
            });
        }
        routing.next();
    }

    private void respondTimeout(RoutingContext routing, RequestOutcome outcome) {
        HttpServerResponse response = routing.response();
        if (response.ended() || response.headWritten()) {
            return;
        }
        if (!outcome.refuse()) {
            Log.warnf(
                    "%s %s was not served within %s: it is answered when the database has answered its commit",
                    routing.request().method(), routing.normalizedPath(), timeout);
            return;
        }
        Log.warnf(
                "%s %s was not served within %s: it is answered with 503, and nothing of it is done",
                routing.request().method(), routing.normalizedPath(), timeout);
        boolean isWhole = routing.request().isEnded();
        refuse(response, "the database does not answer in time; try again").onComplete(answered -> {
            // Other requests share a connection of HTTP/2.
            if (!isWhole && routing.request().version() == HttpVersion.HTTP_2) {
                response.reset();
            } else if (!isWhole) {
                routing.request().connection().close();
            }
        });
    }

    /** Logs failures of abandoned requests at debug level, and all others as Quarkus does. */
    private static void logDropped(Throwable failure) {
        RequestOutcome request = RequestOutcome.find();
        if (request != null && request.isRefused()) {
            Log.debug("Dropped a failure of an abandoned request", failure);
        } else {
            Log.error("Mutiny had to drop the following exception", failure);
        }
    }

    private static Future<Void> refuse(HttpServerResponse response, String text) {
        return response.setStatusCode(UNAVAILABLE)
                .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .end(problem(text));
    }

    private static Buffer problem(String text) {
        return Buffer.buffer(Json.bytes(new ConsoleExceptionMapper.ErrorBody(text)));
    }
}
