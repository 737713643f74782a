package dev.gleaner.collector.source.cloudwatch.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.cloudwatch.MetricStreamConfig;
import dev.gleaner.contracts.Json;
import dev.gleaner.service.access.RefusalLog;
import io.quarkus.logging.Log;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * HTTP endpoint for deliveries of Firehose (Amazon Data Firehose Developer Guide, "Understand HTTP endpoint delivery
 * request and response specifications"). Responds with 200 only after Kafka has acknowledged everything; Firehose
 * repeats other deliveries.
 */
@Path("/firehose")
class FirehoseResource {

    private final MetricStreamPublisher stream;
    private final AccessKey accessKey;
    private final long bodyLimit;
    private final Clock clock;
    private final RefusalLog refusals;

    FirehoseResource(MetricStreamPublisher stream, MetricStreamConfig config, Clock clock) {
        this.stream = stream;
        this.accessKey = new AccessKey(config.accessKey());
        this.bodyLimit = config.bodyLimit().asLongValue();
        this.clock = clock;
        this.refusals = new RefusalLog(clock, text -> Log.warn(text));
    }

    /** Firehose sends an access key instead of a bearer token. The body is read only after the key was checked. */
    @POST
    @PermitAll
    @Blocking
    public Response deliver(
            @HeaderParam("X-Amz-Firehose-Request-Id") @Nullable String requestId,
            @HeaderParam("X-Amz-Firehose-Access-Key") @Nullable String shownKey,
            @HeaderParam("Content-Encoding") @Nullable String encoding,
            InputStream body)
            throws IOException {
        String id = requestId == null ? "" : requestId;
        if (!accessKey.matches(shownKey)) {
            refusals.logRefusal(
                    "A delivery was refused: wrong access key, or collector.metric-stream.access-key not set");
            return answer(Status.UNAUTHORIZED, id, "wrong access key");
        }
        byte[] bytes = body.readAllBytes();
        try {
            return take(id, bytes, "gzip".equalsIgnoreCase(encoding));
        } catch (RuntimeException e) {
            Log.errorf(e, "Delivery %s could not be published; Firehose will repeat it", id);
            return answer(Status.INTERNAL_SERVER_ERROR, id, "could not be published, try again");
        }
    }

    private Response take(String id, byte[] bytes, boolean packed) {
        try {
            Delivery delivery = Delivery.read(bytes, packed, bodyLimit);
            stream.publish(delivery);
            return answer(Status.OK, id.isEmpty() ? delivery.requestId() : id, null);
        } catch (InvalidInputException e) {
            stream.publishDeadLetter(id, bytes, e.reason());
            return answer(Status.BAD_REQUEST, id, e.reason());
        }
    }

    private Response answer(Status status, String requestId, @Nullable String error) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("requestId", requestId);
        answer.put("timestamp", clock.millis());
        Optional.ofNullable(error).ifPresent(message -> answer.put("errorMessage", message));
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(Json.bytes(answer))
                .build();
    }

    /** The configured access key. */
    static final class AccessKey {

        private final Optional<byte[]> key;

        AccessKey(Optional<String> key) {
            this.key = key.filter(text -> !text.isBlank()).map(AccessKey::bytes);
        }

        /** Compares in constant time. */
        boolean matches(@Nullable String shown) {
            return shown != null && key.isPresent() && MessageDigest.isEqual(key.get(), bytes(shown));
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** A request of Firehose's HTTP protocol: its id and the bytes of its records. */
    record Delivery(String requestId, List<byte[]> records) {

        /**
         * Reads a body of at most this many uncompressed bytes; the message of {@link InvalidInputException} says what is wrong
         * with it.
         */
        static Delivery read(byte[] body, boolean packed, long limit) throws InvalidInputException {
            byte[] json = packed ? decompress(body, limit) : body;
            if (json.length > limit) {
                throw new InvalidInputException("the body has more than " + limit + " bytes");
            }
            try {
                return of(Json.mapper().readValue(json, Body.class));
            } catch (JsonProcessingException e) {
                throw new InvalidInputException("the body is not the JSON of a delivery");
            } catch (IOException e) {
                throw new InvalidInputException("the body can't be read");
            }
        }

        private static byte[] decompress(byte[] body, long limit) throws InvalidInputException {
            try (InputStream input = new GZIPInputStream(new ByteArrayInputStream(body))) {
                return input.readNBytes(Math.toIntExact(limit + 1));
            } catch (IOException e) {
                throw new InvalidInputException("the body is not complete gzip");
            }
        }

        private static Delivery of(@Nullable Body body) throws InvalidInputException {
            if (body == null || body.requestId() == null || body.records() == null) {
                throw new InvalidInputException("the body has no requestId or no records");
            }
            List<byte[]> records = new ArrayList<>();
            for (Item item : body.records()) {
                if (item == null || item.data() == null) {
                    throw new InvalidInputException("record " + records.size() + " has no data");
                }
                records.add(item.data());
            }
            return new Delivery(body.requestId(), records);
        }

        /** Body of the protocol; data is base64 in JSON. */
        record Body(@Nullable String requestId, @Nullable List<@Nullable Item> records) {}

        /** A record in a body. */
        @SuppressWarnings("ArrayRecordComponent")
        record Item(byte @Nullable [] data) {}
    }
}
