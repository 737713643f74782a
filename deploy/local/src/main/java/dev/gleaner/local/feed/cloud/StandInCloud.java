package dev.gleaner.local.feed.cloud;

import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.EstateCommitments;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.bill.FocusBillRenderer;
import dev.gleaner.local.estate.bill.UsageChanges;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.output.AccessLogRenderer;
import dev.gleaner.local.estate.output.BucketFile;
import dev.gleaner.local.estate.output.FlowLogRenderer;
import dev.gleaner.local.estate.output.InventoryReportRenderer;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.local.estate.trail.TrailLogFile;
import dev.gleaner.local.runtime.aws.MotoControl;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/** The AWS stand-in. Its instances can be stopped independently of the estate, so it determines which are running. */
public final class StandInCloud implements SimulatedCloud {

    /** The bucket of the flow logs. */
    static final String FLOW_LOGS = "gleaner-flow-logs";

    private static final String FLOW_LOGS_REGION = "us-east-1";

    /** The bucket of the server access logs. */
    static final String ACCESS_LOGS = "gleaner-access-logs";

    private static final String ACCESS_LOGS_REGION = "us-east-1";

    /** The bucket of the bills. */
    static final String BILLS = "gleaner-billing";

    private static final String BILLS_REGION = "us-east-1";

    private final StandInAwsClients clients;
    private final MotoControl control;
    private final ProgressPrinter progress;
    private final StandInBuilder standIn;
    private final TrailBucketWriter bucket;
    private final @Nullable StandInTcpProxy gate;
    private BucketSizeMetricWriter sizes;
    private @Nullable HourlyMetricWriter hours;

    /** @param gate the proxy for all others; absent where none is needed */
    public StandInCloud(StandInAwsClients clients, @Nullable StandInTcpProxy gate, ProgressPrinter progress) {
        this.clients = clients;
        this.gate = gate;
        this.control = new MotoControl(clients.endpoint());
        this.progress = progress;
        this.standIn = new StandInBuilder(clients, progress);
        this.bucket = new TrailBucketWriter(clients, progress);
        this.sizes = new BucketSizeMetricWriter(clients, List.of());
    }

    @Override
    public EstateIdentities build(EstateTimeline estateTimeline, Instant now) throws IOException, InterruptedException {
        EstateIdentities identities = standIn.build(estateTimeline, now);
        openSessions(estateTimeline, identities);
        progress.print("metrics of networks, log groups and endpoints");
        putMetrics(estateTimeline, identities, now, estateTimeline.start());
        return identities;
    }

    private void openSessions(EstateTimeline estateTimeline, EstateIdentities identities) {
        control.setSessions(estateTimeline.estate().instances().stream()
                .flatMap(instance -> Optional.ofNullable(instance.session()).stream()
                        .map(since -> Map.<String, Object>of(
                                "account",
                                instance.account(),
                                "region",
                                instance.region(),
                                "target",
                                identities.id(instance),
                                "owner",
                                "arn:aws:sts::" + instance.account() + ":assumed-role/research/ana",
                                "since",
                                since.resolve(estateTimeline.end()).toEpochMilli())))
                .toList());
    }

    private void putMetrics(EstateTimeline estateTimeline, EstateIdentities identities, Instant now, Instant from) {
        sizes = new BucketSizeMetricWriter(clients, estateTimeline.estate().buckets());
        sizes.putAround(now);
        hours = new HourlyMetricWriter(estateTimeline, identities, clients, from);
        hours.putUntil(estateTimeline.end());
    }

    @Override
    public Optional<EstateIdentities> restore(String key, EstateTimeline estateTimeline, Instant now) {
        Optional<EstateIdentities> kept = control.readSnapshot(key)
                .map(note -> Json.read(note, EstateIdentities.Assigned.class).identities());
        kept.ifPresent(identities -> {
            openSessions(estateTimeline, identities);
            putMetrics(estateTimeline, identities, now, estateTimeline.end().truncatedTo(ChronoUnit.HOURS));
        });
        return kept;
    }

    @Override
    public void keep(String key, EstateIdentities identities) {
        control.writeSnapshot(key, Json.bytes(identities.assigned()));
    }

    @Override
    public void cancel(List<EstateCommitments.CapacityReservation> reservations) {
        reservations.forEach(reservation -> clients.ec2(reservation.region())
                .cancelCapacityReservation(r -> r.capacityReservationId(reservation.id())));
    }

    @Override
    public void deliverTrail(List<TrailLogFile> trail) {
        bucket.fill(trail);
    }

    @Override
    public void deliverInventoryReports(EstateTimeline estateTimeline) {
        ReportBucketWriter.fill(clients, estateTimeline);
    }

    @Override
    public void deliverFlowLogs(EstateTimeline estateTimeline, EstateIdentities identities) {
        S3Client s3 = clients.s3(FLOW_LOGS_REGION);
        s3.createBucket(r -> r.bucket(FLOW_LOGS));
        clients.bulk().putFiles(FLOW_LOGS, new FlowLogRenderer(estateTimeline, identities).render());
    }

    @Override
    public void deliverAccessLogs(EstateTimeline estateTimeline, EstateIdentities identities) {
        S3Client s3 = clients.s3(ACCESS_LOGS_REGION);
        s3.createBucket(r -> r.bucket(ACCESS_LOGS));
        clients.bulk().putFiles(ACCESS_LOGS, new AccessLogRenderer(estateTimeline, identities).render());
    }

    @Override
    public void deliverBills(EstateTimeline estateTimeline, EstateIdentities identities, Instant until) {
        S3Client s3 = clients.s3(BILLS_REGION);
        s3.createBucket(r -> r.bucket(BILLS));
        clients.bulk().putFiles(BILLS, new FocusBillRenderer(estateTimeline, identities, BILLS).render(until));
    }

    @Override
    public void deliverBillsOfEarlierChanges(
            EstateTimeline estateTimeline, EstateIdentities identities, Instant now, Duration earlier) {
        UsageChanges changes = new UsageChangeReader(clients, estateTimeline, identities).read(now);
        clients.bulk()
                .putFiles(
                        BILLS,
                        new FocusBillRenderer(estateTimeline, identities, BILLS)
                                .render(now, changes.earlierBy(earlier)));
    }

    @Override
    public void openToServices() throws IOException {
        if (gate != null) {
            gate.open();
        }
    }

    @Override
    public Set<String> running(EstateTimeline estateTimeline, Instant now) {
        return standIn.running(estateTimeline.estate().instances().stream()
                .map(EstateInstance::region)
                .distinct()
                .toList());
    }

    @Override
    public void putHourlyMetrics(
            EstateTimeline estateTimeline,
            EstateIdentities identities,
            Instant from,
            Instant to,
            Predicate<EstateInstance> running) {
        new InstanceMetricWriter(estateTimeline, identities, clients).put(from, to, running);
        sizes.putAround(to);
        if (hours != null) {
            hours.putUntil(to);
        }
    }

    @Override
    public void putEarlierHours(
            EstateTimeline estateTimeline,
            EstateIdentities identities,
            Instant from,
            Instant to,
            Predicate<EstateInstance> which) {
        new InstanceMetricWriter(estateTimeline, identities, clients).put(from, to, which);
    }

    @Override
    public void putMinutes(
            EstateTimeline estateTimeline,
            EstateIdentities identities,
            Instant from,
            Instant to,
            Predicate<EstateInstance> running) {
        new InstanceMetricWriter(estateTimeline, identities, clients).putMinutes(from, to, running);
    }

    @Override
    public void putNewestCpu(
            EstateTimeline estateTimeline, EstateIdentities identities, Instant to, Predicate<EstateInstance> running) {
        new InstanceMetricWriter(estateTimeline, identities, clients).putNewest(to, running);
    }

    /** Writes the bucket of the reports of S3 Inventory. */
    static final class ReportBucketWriter {

        static final String NAME = "gleaner-inventory";

        private static final String REGION = "us-east-1";

        private ReportBucketWriter() {}

        /** Creates the bucket and puts the files into it, also if there are none. */
        static void fill(StandInAwsClients clients, EstateTimeline estateTimeline) {
            S3Client s3 = clients.s3(REGION);
            s3.createBucket(r -> r.bucket(NAME));
            clients.bulk().putFiles(NAME, new InventoryReportRenderer(estateTimeline, NAME).render());
        }
    }

    /** Writes the bucket of the trail. */
    static final class TrailBucketWriter {

        static final String NAME = "gleaner-trail";

        private static final String REGION = "us-east-1";

        private final StandInAwsClients clients;
        private final ProgressPrinter progress;

        TrailBucketWriter(StandInAwsClients clients, ProgressPrinter progress) {
            this.clients = clients;
            this.progress = progress;
        }

        /** Creates the bucket and puts the files into it, oldest first. */
        void fill(List<TrailLogFile> files) {
            S3Client s3 = clients.s3(REGION);
            s3.createBucket(r -> r.bucket(NAME));
            clients.bulk()
                    .putObjects(
                            NAME,
                            files.stream()
                                    .map(file -> BucketFile.of(file.key(), file.bytes()))
                                    .toList(),
                            Map.of("type", "application/json", "encoding", "gzip"),
                            done -> progress.printPercent("trail", done, files.size()));
        }
    }
}
