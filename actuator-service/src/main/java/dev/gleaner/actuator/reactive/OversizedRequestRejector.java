package dev.gleaner.actuator.reactive;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Refuses a body for its size at once, and so that whoever still sends it gets the answer. */
public final class OversizedRequestRejector {

    private static final int TOO_LARGE = 413;

    /**
     * A connection that is closed while bytes come is reset, and the answer lost with it: so long they are thrown away
     * first.
     */
    private static final long LINGER_MILLIS = 1000;

    private OversizedRequestRejector() {}

    /** Whether the request says itself that its body is larger; a length that is no number is too large. */
    public static boolean isDeclared(HttpServerRequest request, long limit) {
        @Nullable String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length != null && Long.parseLong(length) > limit;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    /** Answers with 413 and this JSON, and closes the connection however much is still to come. */
    public static void reject(Vertx vertx, HttpServerRequest request, Buffer json) {
        request.handler(discarded -> {});
        request.endHandler(ended -> request.connection().close());
        request.exceptionHandler(gone -> {});
        request.resume();
        request.response()
                .setStatusCode(TOO_LARGE)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(json)
                .onComplete(answered -> vertx.setTimer(
                        LINGER_MILLIS, late -> request.connection().close()));
    }
}
