package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.reactive.OversizedRequestRejector;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Reads the bytes of a request's body as they come, up to a size: a signature covers bytes, not their meaning. */
final class LimitedBody {

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
