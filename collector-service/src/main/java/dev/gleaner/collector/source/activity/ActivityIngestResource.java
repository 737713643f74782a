package dev.gleaner.collector.source.activity;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.kafka.WorkReportPublisher;
import dev.gleaner.collector.source.IngestResponse;
import dev.gleaner.collector.source.IngestScope;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.JsonBodyIngester;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.WorkReport;
import dev.gleaner.contracts.signal.proto.Activity;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.service.access.AccessRoles;
import io.quarkus.logging.Log;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Accepts reports that someone is at work on an instance, and withdrawals of them. Responds with 200 only after Kafka has acknowledged the
 * report or withdrawal. A request that got a 5xx status should be sent again, one that got a 400 should not. A repeated one changes nothing.
 */
@Path("/activity")
class ActivityIngestResource {

    /** Name of the source in signals. */
    static final String NAME = "activity";

    /** Bytes of a body. */
    private static final int BODY_LIMIT = 4096;

    private static final Duration LONGEST = Duration.ofDays(7);

    private final JsonBodyIngester ingester;
    private final WorkReportPublisher workReportPublisher;
    private final InstanceRegistry instanceRegistry;
    private final SourceMeters meters;
    private final SecurityIdentity caller;
    private final Duration longest;
    private final Clock clock;

    ActivityIngestResource(
            JsonBodyIngester ingester,
            WorkReportPublisher workReportPublisher,
            InstanceRegistry instanceRegistry,
            SourceMeters meters,
            SecurityIdentity caller,
            ActivityConfig config,
            Clock clock) {
        this.ingester = ingester;
        this.workReportPublisher = workReportPublisher;
        this.instanceRegistry = instanceRegistry;
        this.meters = meters;
        this.caller = caller;
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

    /**
     * Withdraws all reports about an instance that were received before. Senders report; only people who may decide about findings withdraw,
     * of any account.
     */
    @DELETE
    @RolesAllowed(AccessRoles.APPROVER)
    @Blocking
    public Response withdraw(@QueryParam("instance") @DefaultValue("") String instance) {
        try {
            Arn arn = ActivityReport.parseInstance(instance);
            String place = "DELETE /" + NAME + " of " + arn;
            return IngestResponse.ofPublication(
                    place, () -> IngestResponse.of(Status.OK, publishWithdrawal(place, arn)));
        } catch (InvalidInputException e) {
            return IngestResponse.error(Status.BAD_REQUEST, e.reason());
        }
    }

    private WithdrawalAnswer publishWithdrawal(String place, Arn instance) {
        String identity = caller.getPrincipal().getName();
        WorkReport withdrawal = WorkReport.withdrawal(Instant.ofEpochMilli(clock.millis()), identity);
        workReportPublisher.publish(instance, withdrawal, signal(place, instance, withdrawal));
        meters.records(NAME, 1);
        meters.signals(NAME, 1);
        Log.infof("%s withdrew the reports of work on %s", identity, instance);
        return new WithdrawalAnswer(
                instance.toString(),
                withdrawal.from(),
                instanceRegistry.unlisted(instance).stream().toList());
    }

    private Answer publish(String place, byte[] bytes, IngestScope scope)
            throws InvalidInputException, IngestScope.Exceeded {
        // In whole milliseconds, as in the signal.
        Instant now = Instant.ofEpochMilli(clock.millis());
        ActivityReport report = ActivityReport.parse(bytes, now, longest);
        scope.requireAccount(report.instance().account());
        WorkReport published = new WorkReport(report.from(), report.until(), report.what());
        workReportPublisher.publish(report.instance(), published, signal(place, report.instance(), published));
        meters.records(NAME, 1);
        meters.signals(NAME, 1);
        return new Answer(
                report.instance().toString(),
                report.until(),
                instanceRegistry.unlisted(report.instance()).stream().toList());
    }

    private static Signal signal(String place, Arn instance, WorkReport report) {
        return Signal.newBuilder()
                .setResource(instance.toString())
                .setSource(NAME)
                .setAccount(instance.account())
                .setRegion(instance.region())
                .setObservedAt(report.from().toEpochMilli())
                .setPlace(Place.newBuilder().setName(place))
                .setActivity(Activity.newBuilder()
                        .setFrom(report.from().toEpochMilli())
                        .setUntil(report.until().toEpochMilli())
                        .setWhat(report.what())
                        .setWithdrawn(report.withdrawnBy() != null))
                .build();
    }

    /** Body of the response to a report, by these names. */
    private record Answer(
            String instance,
            Instant until,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> hints) {}

    /** Body of the response to a withdrawal, by these names. */
    private record WithdrawalAnswer(
            String instance,
            Instant withdrawnAt,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> hints) {}
}
