package dev.gleaner.actuator.approval.slack;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Reads the bytes of a request's body as they come, up to a size: a signature covers bytes, not their meaning. */
final class LimitedBody {

    private final Buffer bytes = Buffer.buffer();
    private final int limit;
    private boolean tooLarge;

    private LimitedBody(int limit) {
        this.limit = limit;
    }

    /** Hands over the whole body, or says that it is too large. */
    static void read(HttpServerRequest request, int limit, Consumer<byte[]> whole, Runnable tooLarge) {
        LimitedBody body = new LimitedBody(limit);
        request.handler(chunk -> body.append(chunk));
        request.endHandler(end -> {
            if (body.tooLarge) {
                tooLarge.run();
            } else {
                whole.accept(body.bytes.getBytes());
            }
        });
    }

    private void append(Buffer chunk) {
        tooLarge = tooLarge || bytes.length() + chunk.length() > limit;
        if (!tooLarge) {
            bytes.appendBuffer(chunk);
        }
    }
}
