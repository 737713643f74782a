package dev.gleaner.actuator.approval.slack;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The connections of a port: so many at once, and none for long on which no whole request comes. */
final class Connections {

    private final Vertx vertx;
    private final int limit;
    private final long patience;
    /** Each with the timer that closes it; the timer of one whose request is being answered does nothing. */
    private final Map<HttpConnection, Long> open = new ConcurrentHashMap<>();

    Connections(Vertx vertx, int limit, Duration patience) {
        this.vertx = vertx;
        this.limit = limit;
        this.patience = patience.toMillis();
    }

    /** Keeps a new connection; false when there are too many, and it was closed. */
    boolean opened(HttpConnection connection) {
        if (open.size() >= limit) {
            connection.close();
            return false;
        }
        open.put(connection, closeLater(connection));
        connection.closeHandler(closed -> forget(connection));
        return true;
    }

    /** A whole request is there: its answer may take as long as it takes. */
    void received(HttpConnection connection) {
        open.computeIfPresent(connection, (same, timer) -> {
            vertx.cancelTimer(timer);
            return timer;
        });
    }

    /** It was answered: the next request may come. */
    void answered(HttpConnection connection) {
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
