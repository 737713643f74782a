package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.fleet.ResourceListings;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.source.FirstStart;
import dev.gleaner.collector.source.GetMetricDataBudget;
import dev.gleaner.collector.source.ListingPatience;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Requests, once for each account and region of a new installation, the hours of instances before those that {@link GetMetricDataSource}
 * requests or, with a metric stream, all before the start. No source reports progress before that was read, and what comes after it is late:
 * instances that are launched later have no such past.
 */
@ApplicationScoped
class InstanceHistorySource implements PolledSource {

    private static final Duration POLL_INTERVAL = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** A gap that an interrupted start may leave between what is requested here and the first request for an instance. */
    private static final Duration GAP = Duration.ofDays(1);

    private static final String SOURCE = InstanceMetrics.HISTORY.source();

    private final GetMetricDataConfig config;
    private final ResourceListings listings;
    private final FirstStart firstStart;
    private final InstanceRegistry instanceRegistry;
    private final AccountRegionExecutor accountRegionExecutor;
    private final RegionMetricReader reading;
    private final SourceEnvironment environment;
    private final ListingPatience patience;
    private final AccessDeniedRecorder denied;
    private final RegionMetricReader.FailedRegionBackoff failedRegionBackoff;

    /** Until the next start. */
    private final Set<AwsAccountRegion> leftOut = ConcurrentHashMap.newKeySet();

    InstanceHistorySource(
            GetMetricDataConfig config,
            ResourceListings listings,
            FirstStart firstStart,
            InstanceRegistry instanceRegistry,
            AccountRegionExecutor accountRegionExecutor,
            RegionMetricReader reading,
            SourceEnvironment environment) {
        this.config = config;
        this.listings = listings;
        this.firstStart = firstStart;
        this.instanceRegistry = instanceRegistry;
        this.accountRegionExecutor = accountRegionExecutor;
        this.reading = reading;
        this.environment = environment;
        this.patience = new ListingPatience(SOURCE, config.history().inventoryPatience());
        this.denied = new AccessDeniedRecorder(SOURCE, environment.meters()::unavailable);
        this.failedRegionBackoff = new RegionMetricReader.FailedRegionBackoff(config.interval(), environment.clock());
    }

    @Override
    public Polling polling() {
        return new Polling(SOURCE, listings.isEnabled() && config.history().enabled(), POLL_INTERVAL);
    }

    /** Before anything is requested, which would look like an earlier start. */
    @Override
    public void prepare() {
        firstStart.readsThePast();
    }

    @Override
    public void poll() {
        if (!firstStart.readsThePast()) {
            return;
        }
        Set<AwsAccountRegion> paused = ConcurrentHashMap.newKeySet();
        Set<String> failed = accountRegionExecutor.forEachRegion(
                SOURCE,
                awsAccountRegion -> isDue(awsAccountRegion, paused),
                awsAccountRegion ->
                        failedRegionBackoff.runOrPause(awsAccountRegion, () -> readIfPermitted(awsAccountRegion)));
        if (!failed.isEmpty() || !paused.isEmpty()) {
            throw new IllegalStateException("not all hours of the past could be requested");
        }
    }

    private boolean isDue(AwsAccountRegion awsAccountRegion, Set<AwsAccountRegion> paused) {
        if (leftOut.contains(awsAccountRegion) || reading.checkpoints().isFinished(scope(awsAccountRegion))) {
            return false;
        }
        boolean isDue = failedRegionBackoff.isRetryDue(awsAccountRegion);
        if (!isDue) {
            paused.add(awsAccountRegion);
        }
        return isDue;
    }

    /** What may not be read or paid for is left out, as nothing changes that within the time for which progress waits. */
    private void readIfPermitted(AwsAccountRegion awsAccountRegion) {
        try {
            patience.await(() ->
                            instanceRegistry.region(awsAccountRegion.account().id(), awsAccountRegion.region()))
                    .ifPresent(region -> read(awsAccountRegion, region));
        } catch (SdkException e) {
            denied.recordOrRethrow("The past of instances in " + awsAccountRegion, "cloudwatch:GetMetricData", e);
            leftOut.add(awsAccountRegion);
        } catch (GetMetricDataBudget.SpentException e) {
            environment.meters().unavailable(SOURCE);
            leftOut.add(awsAccountRegion);
        }
    }

    private void read(AwsAccountRegion awsAccountRegion, InstanceRegistry.Region region) {
        SourceScope scope = scope(awsAccountRegion);
        Instant now = environment.clock().instant();
        Instant from = startOfHour(now.minus(Duration.ofDays(config.history().days())));
        Instant until = startOfHour(
                config.enabled()
                        ? now.minus(Duration.ofDays(config.days()))
                        : now.minus(InstanceQuerySchedule.SETTLING));
        List<MetricTarget> all = region.instances().stream()
                .filter(member -> member.stoppedSince().isEmpty())
                .map(member -> InstanceMetrics.instance(region.name(), member))
                .toList();
        List<MetricTarget> due = all.stream()
                .filter(target -> isBefore(target, scope, until.minus(GAP)))
                .toList();
        reading.read(
                        awsAccountRegion,
                        InstanceMetrics.HISTORY,
                        all,
                        due,
                        target -> reading.checkpoints().find(scope, target.id()).orElse(from),
                        until)
                .throwIfAny();
        reading.checkpoints().finish(scope, until);
    }

    private boolean isBefore(MetricTarget target, SourceScope scope, Instant time) {
        return reading.checkpoints()
                .find(scope, target.id())
                .orElse(Instant.MIN)
                .isBefore(time);
    }

    private static SourceScope scope(AwsAccountRegion awsAccountRegion) {
        return new SourceScope(SOURCE, awsAccountRegion.account().id(), awsAccountRegion.region());
    }

    private static Instant startOfHour(Instant time) {
        return MetricQueryRequest.Window.startOfPeriod(time, HOUR);
    }
}
