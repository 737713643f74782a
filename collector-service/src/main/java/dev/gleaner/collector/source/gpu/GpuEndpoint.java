package dev.gleaner.collector.source.gpu;

import dev.gleaner.collector.source.Malformed;
import dev.gleaner.contracts.json.Json;
import dev.gleaner.service.access.Roles;
import io.quarkus.logging.Log;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes nvidia-smi's CSV as printed, header line first. Says 200 only once Kafka has everything; what got a 5xx is to be
 * sent again, what got a 400 is not.
 */
@Path("/gpu")
class GpuEndpoint {

    private final GpuStream stream;
    private final RepeatedHour repeatedHour = new RepeatedHour();
    private final int bodyLimit;
    private final Clock clock;

    GpuEndpoint(GpuStream stream, GpuConfig config, Clock clock) {
        this.stream = stream;
        this.bodyLimit = Math.toIntExact(config.bodyLimit().asLongValue());
        this.clock = clock;
    }

    /** The body is read only after the caller was let in. */
    @POST
    @RolesAllowed(Roles.INGEST)
    @Blocking
    public Response take(
            @QueryParam("instance") @Nullable String instance,
            @QueryParam("zone") @Nullable String zone,
            @HeaderParam("Content-Encoding") @Nullable String encoding,
            InputStream body) {
        try {
            byte[] bytes = Body.read(body, encoding, bodyLimit);
            return take(host(instance), zone(zone), bytes);
        } catch (Body.TooLarge e) {
            return error(Status.REQUEST_ENTITY_TOO_LARGE, "the body has more than " + bodyLimit + " bytes: cut it");
        } catch (IOException e) {
            return error(Status.BAD_REQUEST, "the body is not whole, or not of the Content-Encoding it names");
        } catch (Malformed e) {
            return error(Status.BAD_REQUEST, e.reason());
        }
    }

    private Response take(GpuHost host, ZoneId zone, byte[] bytes) {
        // A body that is sent again has the same place.
        String place = "POST /gpu " + host.instance().id() + " " + Json.sha256(bytes);
        try {
            return take(host, zone, place, bytes);
        } catch (RuntimeException e) {
            Log.errorf(e, "%s could not be published; the sender has to repeat it", place);
            return error(Status.SERVICE_UNAVAILABLE, "could not be published, send it again");
        }
    }

    private Response take(GpuHost host, ZoneId zone, String place, byte[] bytes) {
        try {
            String text = new String(bytes, StandardCharsets.UTF_8);
            SmiReading reading = repeatedHour.read(host, zone, text, clock.instant());
            Taken taken = stream.take(host, place, reading);
            repeatedHour.taken(host, zone, reading);
            return answer(Status.OK, taken);
        } catch (SmiReading.Unusable e) {
            stream.refuse(place, bytes, e);
            return error(Status.BAD_REQUEST, "line " + (e.line() + 1) + ": " + e.reason());
        }
    }

    private static GpuHost host(@Nullable String instance) throws Malformed {
        if (instance == null) {
            throw new Malformed("say which instance it is: ?instance=arn:aws:ec2:REGION:ACCOUNT:instance/i-...");
        }
        try {
            return GpuHost.parse(instance);
        } catch (IllegalArgumentException e) {
            throw new Malformed("instance is not of the form arn:aws:ec2:REGION:ACCOUNT:instance/i-...");
        }
    }

    private static ZoneId zone(@Nullable String zone) throws Malformed {
        try {
            return zone == null ? ZoneOffset.UTC : ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new Malformed("zone is not an IANA id such as Europe/Paris");
        }
    }

    private static Response error(Status status, String reason) {
        return answer(status, Map.of("error", reason));
    }

    private static Response answer(Status status, Object entity) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(Json.bytes(entity))
                .build();
    }
}
