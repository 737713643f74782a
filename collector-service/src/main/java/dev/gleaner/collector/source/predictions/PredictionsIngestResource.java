package dev.gleaner.collector.source.predictions;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.IngestResponse;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Predictions;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.service.access.AccessRoles;
import io.quarkus.logging.Log;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Accepts reports of what services served. Responds with 200 only after Kafka has acknowledged all reports of the body. A body that got a
 * 5xx status should be sent again, one that got a 400 should not: none of its reports counts. A repeated report changes nothing.
 */
@Path("/predictions")
class PredictionsIngestResource {

    /** Name of the source in signals. */
    static final String NAME = "predictions";

    private final KafkaPublisher publisher;
    private final SourceMeters meters;
    private final Clock clock;
    private final int bodyLimit;
    private final int reportLimit;

    PredictionsIngestResource(KafkaPublisher publisher, SourceMeters meters, PredictionsConfig config, Clock clock) {
        this.publisher = publisher;
        this.meters = meters;
        this.clock = clock;
        this.bodyLimit = Math.toIntExact(config.bodyLimit().asLongValue());
        this.reportLimit = config.reports();
    }

    /** The body is read only after the caller was authorized. */
    @POST
    @RolesAllowed(AccessRoles.INGEST)
    @Blocking
    public Response take(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(bodyLimit + 1);
            return bytes.length > bodyLimit
                    ? IngestResponse.error(
                            Status.REQUEST_ENTITY_TOO_LARGE,
                            "the body has more than " + bodyLimit
                                    + " bytes, the limit of collector.predictions.body-limit: send it in parts")
                    : take(bytes);
        } catch (IOException e) {
            return IngestResponse.error(Status.BAD_REQUEST, "the body is incomplete");
        }
    }

    private Response take(byte[] bytes) {
        // The same for a repeated body.
        String place = "POST /predictions " + Json.sha256(bytes);
        try {
            return publish(place, bytes);
        } catch (RuntimeException e) {
            Log.errorf(e, "%s could not be published; the sender has to repeat it", place);
            return IngestResponse.error(Status.SERVICE_UNAVAILABLE, "could not be published, send it again");
        }
    }

    private Response publish(String place, byte[] bytes) {
        try {
            Instant now = clock.instant();
            PredictionsReport.Batch batch = PredictionsReport.parse(bytes, now, reportLimit);
            List<Signal> signals = new ArrayList<>();
            for (PredictionsReport report : batch.reports()) {
                signals.add(signal(report, place, signals.size(), now));
            }
            publisher.publishSignals(signals);
            meters.records(NAME, signals.size());
            meters.signals(NAME, signals.size());
            return IngestResponse.of(Status.OK, new Answer(signals.size(), batch.hints()));
        } catch (InvalidInputException e) {
            publisher.publishDeadLetters(
                    List.of(DeadLetterFactory.create(NAME, place, -1, DeadLetterExcerpt.of(bytes), e.reason())));
            meters.deadLetters(NAME, 1);
            return IngestResponse.error(Status.BAD_REQUEST, e.reason());
        }
    }

    /** Without account and region: a service may run in several. */
    private static Signal signal(PredictionsReport report, String place, int offset, Instant now) {
        Predictions.Builder predictions = Predictions.newBuilder()
                .setId(report.id())
                .setService(report.service())
                .setFrom(report.from().toEpochMilli())
                .setUntil(report.to().toEpochMilli());
        report.predictions().ifPresent(predictions::setPredictions);
        report.inputTokens().ifPresent(predictions::setInputTokens);
        report.outputTokens().ifPresent(predictions::setOutputTokens);
        return Signal.newBuilder()
                .setResource(report.resource().toString())
                .setSource(NAME)
                .setObservedAt(now.toEpochMilli())
                .setPlace(Place.newBuilder().setName(place).setOffset(offset))
                .setPredictions(predictions)
                .build();
    }

    /** Body of the response, by these names. */
    private record Answer(
            int reports,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> hints) {}
}
