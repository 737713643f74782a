package dev.gleaner.collector.source.predictions;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.IngestScope;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.JsonBodyIngester;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Predictions;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.service.access.AccessRoles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
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

    private final JsonBodyIngester ingester;
    private final KafkaPublisher publisher;
    private final SourceMeters meters;
    private final Clock clock;
    private final int bodyLimit;
    private final int reportLimit;

    PredictionsIngestResource(
            JsonBodyIngester ingester,
            KafkaPublisher publisher,
            SourceMeters meters,
            PredictionsConfig config,
            Clock clock) {
        this.ingester = ingester;
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
        return ingester.ingest(
                NAME,
                body,
                bodyLimit,
                ", the limit of collector.predictions.body-limit: send it in parts",
                this::publish);
    }

    private Answer publish(String place, byte[] bytes, IngestScope scope)
            throws InvalidInputException, IngestScope.Exceeded {
        Instant now = clock.instant();
        PredictionsReport.Batch batch = PredictionsReport.parse(bytes, now, reportLimit);
        List<Signal> signals = new ArrayList<>();
        for (PredictionsReport report : batch.reports()) {
            scope.requireService(report.service());
            signals.add(signal(report, place, signals.size(), now));
        }
        publisher.publishSignals(signals);
        meters.records(NAME, signals.size());
        meters.signals(NAME, signals.size());
        return new Answer(signals.size(), batch.hints());
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
