package dev.gleaner.collector.source.gpu.smi;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.collector.fleet.InstanceArnParser;
import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.source.IngestResponse;
import dev.gleaner.collector.source.IngestScope;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.gpu.GpuConfig;
import dev.gleaner.collector.source.gpu.GpuDeviceReading;
import dev.gleaner.collector.source.gpu.GpuHost;
import dev.gleaner.contracts.Json;
import dev.gleaner.service.access.AccessRoles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accepts nvidia-smi's CSV output with its header line. Responds with 200 only after Kafka has acknowledged everything.
 * A body that got a 5xx status should be sent again, one that got a 400 should not.
 */
@Path("/gpu")
class GpuIngestResource {

    /** Bad lines that a response explains. */
    private static final int PROBLEMS = 5;

    private static final String DISTRUSTED = "the readings of work were not used: without persistence mode the only"
            + " reading of a run of nvidia-smi may be false; turn it on (nvidia-smi -pm 1) or read in a loop (-l 15)";

    private final SmiOutputPublisher stream;
    private final InstanceRegistry instanceRegistry;
    private final IngestScope scope;
    private final RepeatedHourResolver repeatedHour = new RepeatedHourResolver();
    private final int bodyLimit;
    private final Clock clock;

    GpuIngestResource(
            SmiOutputPublisher stream,
            InstanceRegistry instanceRegistry,
            IngestScope scope,
            GpuConfig config,
            Clock clock) {
        this.stream = stream;
        this.instanceRegistry = instanceRegistry;
        this.scope = scope;
        this.bodyLimit = Math.toIntExact(config.bodyLimit().asLongValue());
        this.clock = clock;
    }

    /** The body is read only after the caller was authorized. */
    @POST
    @RolesAllowed(AccessRoles.INGEST)
    @Blocking
    public Response take(
            @QueryParam("instance") @Nullable String instance,
            @QueryParam("zone") @Nullable String zone,
            @HeaderParam("Content-Encoding") @Nullable String encoding,
            InputStream body) {
        try {
            byte[] bytes = GpuRequestBodyReader.read(body, encoding, bodyLimit);
            GpuHost host = host(instance);
            scope.requireAccount(host.instance().account());
            return take(host, zone(zone), bytes);
        } catch (GpuRequestBodyReader.TooLarge e) {
            return IngestResponse.error(
                    Status.REQUEST_ENTITY_TOO_LARGE,
                    "the body has more than " + bodyLimit
                            + " bytes, the limit of collector.gpu.body-limit: cut it into several");
        } catch (IOException e) {
            return IngestResponse.error(
                    Status.BAD_REQUEST,
                    "the body is incomplete, or not compressed as its Content-Encoding or first bytes indicate");
        } catch (InvalidInputException e) {
            return IngestResponse.error(Status.BAD_REQUEST, e.reason());
        } catch (IngestScope.Exceeded e) {
            return IngestResponse.error(Status.FORBIDDEN, e.reason());
        }
    }

    private Response take(GpuHost host, ZoneId zone, byte[] bytes) {
        // The same for a repeated body.
        String place = "POST /gpu " + host.instance().id() + " " + Json.sha256(bytes);
        return IngestResponse.ofPublication(place, () -> take(host, zone, place, bytes));
    }

    private Response take(GpuHost host, ZoneId zone, String place, byte[] bytes) {
        try {
            String text = new String(bytes, StandardCharsets.UTF_8);
            ParsedSmiOutput reading = repeatedHour.read(host, zone, text, clock.instant());
            SmiOutputPublisher.Outcome outcome = stream.publishDelivery(host, place, reading);
            repeatedHour.recordNewest(host, zone, reading);
            return IngestResponse.of(Status.OK, new Answer(outcome, reading.bad(), hints(host, reading)));
        } catch (ParsedSmiOutput.Unusable e) {
            stream.publishDeadLetter(place, bytes, e);
            return IngestResponse.error(Status.BAD_REQUEST, "line " + (e.line() + 1) + ": " + e.reason());
        }
    }

    private List<String> hints(GpuHost host, ParsedSmiOutput reading) {
        List<String> hints = new ArrayList<>();
        instanceRegistry.unlisted(host.instance()).ifPresent(hints::add);
        if (reading.distrusted() > 0) {
            hints.add(DISTRUSTED);
        }
        return hints;
    }

    private static GpuHost host(@Nullable String instance) throws InvalidInputException {
        if (instance == null) {
            throw new InvalidInputException("name the instance: ?instance=" + InstanceArnParser.FORM);
        }
        try {
            return GpuHost.parse(instance);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("instance is not of the form " + InstanceArnParser.FORM);
        }
    }

    private static ZoneId zone(@Nullable String zone) throws InvalidInputException {
        try {
            return zone == null ? ZoneOffset.UTC : ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new InvalidInputException("zone is not an IANA id such as Europe/Paris");
        }
    }

    /** Body of the response, by these names; fields without content are left out. */
    private record Answer(
            int samples,
            int dropped,
            int bad,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Problem> problems,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> hints) {

        Answer(SmiOutputPublisher.Outcome taken, List<GpuDeviceReading.BadLine> bad, List<String> hints) {
            this(
                    taken.samples(),
                    taken.dropped(),
                    taken.bad(),
                    bad.stream().limit(PROBLEMS).map(Problem::of).toList(),
                    hints);
        }
    }

    /** A bad line, with its number from 1. */
    private record Problem(long line, String reason) {

        static Problem of(GpuDeviceReading.BadLine bad) {
            return new Problem(bad.number() + 1, bad.reason());
        }
    }
}
