package dev.gleaner.actuator.reactive;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Rejects a request with a body that is too large before the body is received, in such a way that a client that is still
 * sending gets the response.
 */
public final class OversizedRequestRejector {

    private static final int TOO_LARGE = 413;

    /**
     * Time for which further bytes are read and discarded before the connection is closed. Closing it while bytes arrive
     * would reset the connection, and the client would lose the response.
     */
    private static final long LINGER_MILLIS = 1000;

    private OversizedRequestRejector() {}

    /** Whether the declared length of the body exceeds the limit. A length that is not a number counts as too large. */
    public static boolean isDeclared(HttpServerRequest request, long limit) {
        @Nullable String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length != null && Long.parseLong(length) > limit;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    /** Responds with status 413 and this JSON, and closes the connection even if the body is incomplete. */
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
