package dev.gleaner.actuator.console;

import dev.gleaner.actuator.reactive.OversizedBody;
import dev.gleaner.contracts.json.Json;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses a body that is too large, and requests that are too many at once, by an answer that says so. */
@ApplicationScoped
class RequestLimits {

    private static final int UNAVAILABLE = 503;

    /** Before Quarkus's own limit of the body, whose answer is lost with the connection. */
    private static final int BEFORE_QUARKUS = 999;

    private static final String COUNTED = "/api/";

    /** What has to work in a flood, and what takes as long as it takes. */
    private static final List<String> NOT_COUNTED = List.of("/api/kill-switch", "/api/audit/");

    private final long largest;
    private final int most;
    private final long millis;
    private final AtomicInteger served = new AtomicInteger();

    RequestLimits(
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largest, ConsoleConfig config) {
        this.largest = largest.asLongValue();
        this.most = config.maxRequests();
        this.millis = config.timeout().toMillis();
    }

    void register(@Observes Filters filters) {
        filters.register(this::limitBody, BEFORE_QUARKUS);
        filters.register(this::limitNumber, BEFORE_QUARKUS - 1);
    }

    /** Refuses a body that says that it is too large. One that does not say its size is left to Quarkus. */
    void limitBody(RoutingContext routing) {
        if (OversizedBody.isDeclared(routing.request(), largest)) {
            OversizedBody.refuse(
                    routing.vertx(), routing.request(), problem("the body has more than " + largest + " bytes"));
        } else {
            routing.next();
        }
    }

    /** Refuses what would only wait for the database. */
    void limitNumber(RoutingContext routing) {
        String path = routing.normalizedPath();
        if (!path.startsWith(COUNTED) || NOT_COUNTED.stream().anyMatch(path::startsWith)) {
            routing.next();
        } else if (served.incrementAndGet() > most) {
            served.decrementAndGet();
            routing.response()
                    .setStatusCode(UNAVAILABLE)
                    .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                    .putHeader(HttpHeaders.RETRY_AFTER, "1")
                    .end(problem("too many requests are being served; try again"));
        } else {
            releaseOnce(routing);
            routing.next();
        }
    }

    /** At its end, or when it is answered for its time: not every end of a connection is told of. */
    private void releaseOnce(RoutingContext routing) {
        AtomicBoolean isReleased = new AtomicBoolean();
        Runnable release = () -> {
            if (isReleased.compareAndSet(false, true)) {
                served.decrementAndGet();
            }
        };
        long timer = routing.vertx().setTimer(millis, late -> release.run());
        routing.addEndHandler(ended -> {
            routing.vertx().cancelTimer(timer);
            release.run();
        });
    }

    private static Buffer problem(String text) {
        return Buffer.buffer(Json.bytes(new Problem(text)));
    }
}
