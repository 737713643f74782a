package dev.gleaner.collector.source;

import dev.gleaner.contracts.Json;
import io.quarkus.logging.Log;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Map;
import java.util.function.Supplier;

/** Responses to senders, in JSON. */
public final class IngestResponse {

    private IngestResponse() {}

    /** An object by the names of its fields. */
    public static Response of(Status status, Object entity) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(Json.bytes(entity))
                .build();
    }

    /** What a publication responds, or 503 if it failed: the sender repeats the body. */
    public static Response ofPublication(String place, Supplier<Response> publication) {
        try {
            return publication.get();
        } catch (RuntimeException e) {
            Log.errorf(e, "%s could not be published; the sender has to repeat it", place);
            return error(Status.SERVICE_UNAVAILABLE, "could not be published, send it again");
        }
    }

    /** The reason why a body was not accepted, as {@code {"error":REASON}}. */
    public static Response error(Status status, String reason) {
        return of(status, Map.of("error", reason));
    }
}
