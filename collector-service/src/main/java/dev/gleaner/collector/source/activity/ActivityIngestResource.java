package dev.gleaner.collector.source.activity;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.kafka.WorkReportPublisher;
import dev.gleaner.collector.source.IngestScope;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.JsonBodyIngester;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.signal.WorkReport;
import dev.gleaner.contracts.signal.proto.Activity;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.service.access.AccessRoles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Accepts reports that someone is at work on an instance. Responds with 200 only after Kafka has acknowledged the report. A body
 * that got a 5xx status should be sent again, one that got a 400 should not. A repeated report changes nothing.
 */
@Path("/activity")
class ActivityIngestResource {

    /** Name of the source in signals. */
    static final String NAME = "activity";

    /** Bytes of a body. */
    private static final int BODY_LIMIT = 4096;

    private static final Duration LONGEST = Duration.ofDays(7);

    private final JsonBodyIngester ingester;
    private final KafkaPublisher publisher;
    private final WorkReportPublisher workReportPublisher;
    private final InstanceRegistry instanceRegistry;
    private final SourceMeters meters;
    private final Duration longest;
    private final Clock clock;

    ActivityIngestResource(
            JsonBodyIngester ingester,
            KafkaPublisher publisher,
            WorkReportPublisher workReportPublisher,
            InstanceRegistry instanceRegistry,
            SourceMeters meters,
            ActivityConfig config,
            Clock clock) {
        this.ingester = ingester;
        this.publisher = publisher;
        this.workReportPublisher = workReportPublisher;
        this.instanceRegistry = instanceRegistry;
        this.meters = meters;
        this.longest = config.longest();
        this.clock = clock;
        if (longest.isNegative() || longest.isZero() || longest.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("collector.activity.longest must be positive and at most " + LONGEST);
        }
    }

    /** The body is read only after the caller was authorized. */
    @POST
    @RolesAllowed(AccessRoles.INGEST)
    @Blocking
    public Response take(InputStream body) {
        return ingester.ingest(NAME, body, BODY_LIMIT, "", this::publish);
    }

    private Answer publish(String place, byte[] bytes, IngestScope scope)
            throws InvalidInputException, IngestScope.Exceeded {
        // In whole milliseconds, as in the signal.
        Instant now = Instant.ofEpochMilli(clock.millis());
        ActivityReport report = ActivityReport.parse(bytes, now, longest);
        scope.requireAccount(report.instance().account());
        // First for the actuator: a sender that gets no 200 repeats both.
        workReportPublisher.publish(report.instance(), new WorkReport(report.from(), report.until(), report.what()));
        publisher.publishSignals(List.of(signal(place, report)));
        meters.records(NAME, 1);
        meters.signals(NAME, 1);
        return new Answer(
                report.instance().toString(),
                report.until(),
                instanceRegistry.unlisted(report.instance()).stream().toList());
    }

    private static Signal signal(String place, ActivityReport report) {
        return Signal.newBuilder()
                .setResource(report.instance().toString())
                .setSource(NAME)
                .setAccount(report.instance().account())
                .setRegion(report.instance().region())
                .setObservedAt(report.from().toEpochMilli())
                .setPlace(Place.newBuilder().setName(place))
                .setActivity(Activity.newBuilder()
                        .setFrom(report.from().toEpochMilli())
                        .setUntil(report.until().toEpochMilli())
                        .setWhat(report.what()))
                .build();
    }

    /** Body of the response, by these names. */
    private record Answer(
            String instance,
            Instant until,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> hints) {}
}
