package dev.gleaner.collector.source;

import dev.gleaner.contracts.Json;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Map;

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

    /** The reason why a body was not accepted, as {@code {"error":REASON}}. */
    public static Response error(Status status, String reason) {
        return of(status, Map.of("error", reason));
    }
}
