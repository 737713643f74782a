package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.output.InventoryReportRenderer;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The dollars of the expected findings: plain arithmetic from the data of the estate and its own table of prices, which shares
 * no code with the analyzer. What is measured over a window counts up to the end of the hour that is evaluated: the last whole hour of the
 * estate, or an earlier one. A saving is absent where a price is unknown, and for all other rules.
 */
public final class ExpectedSavingCalculator {

    /** Instances that do nothing. */
    public static final String IDLE_INSTANCE = "idle-instance";

    /** Instances that work at certain hours. */
    public static final String SPORADIC_INSTANCE = "sporadic-instance";

    /** Instances that would fit on a smaller type. */
    public static final String OVERSIZED_INSTANCE = "oversized-instance";

    /** Instances of a previous generation. */
    public static final String PREVIOUS_GENERATION = "previous-generation";

    /** Instances that have been stopped for long. */
    public static final String STOPPED_INSTANCE = "stopped-instance";

    /** Auto Scaling groups with more instances than their load needs. */
    public static final String OVERSIZED_FLEET = "oversized-fleet";

    /** Hosts whose GPUs do nothing. */
    public static final String IDLE_GPU = "idle-gpu";

    /** Hosts whose GPUs are used little. */
    public static final String UNDERUSED_GPU = "underused-gpu";

    /** VPCs that reach S3 through a NAT gateway. */
    public static final String NAT_TO_S3 = "nat-to-s3";

    /** Prefixes that are read from other regions. */
    public static final String CROSS_REGION_READ = "cross-region-read";

    /** Volumes of type gp2 that are cheaper as gp3, and volumes with more performance than they use. */
    public static final String OLD_VOLUME_TYPE = "old-volume-type";

    /** Log groups that keep everything or take in much, and buckets with logs that never expire. */
    public static final String LOG_RETENTION = "log-retention";

    /** Buckets whose objects would cost less with other lifecycle rules. */
    public static final String STORAGE_LIFECYCLE = "storage-lifecycle";

    /** Prefixes whose objects are downloaded again and again. */
    public static final String REPEATED_DOWNLOAD = "repeated-download";

    /** VPCs with much traffic between their zones. */
    public static final String CROSS_ZONE_TRAFFIC = "cross-zone-traffic";

    /** VPCs with much traffic to the internet. */
    public static final String INTERNET_EGRESS = "internet-egress";

    /** Training that would cost less on Spot. */
    public static final String SPOT_CANDIDATE = "spot-candidate";

    /** Training whose checkpoints are far apart. */
    public static final String CHECKPOINT_GAP = "checkpoint-gap";

    /** Commitments that cover too little. */
    public static final String UNUSED_COMMITMENT = "unused-commitment";

    private static final Set<String> OF_WHOLE_DAYS = Set.of(REPEATED_DOWNLOAD, UNUSED_COMMITMENT);

    /** By which the analyzer waits for late records by default, before a verdict is final. */
    private static final Duration LATENESS = Duration.ofHours(24);

    /** After which the analyzer uses a report, as all of its lines are there then. */
    private static final Duration REPORT_DELAY = Duration.ofHours(1);

    private final EstateTimeline estateTimeline;
    private final FindingsWithoutAction withoutAction;
    private final EstatePrices prices;
    private final ResourceSavingCalculator resources;
    private final BucketLogSavingCalculator bucketLogs;
    private final InstanceSavingCalculator instances;
    private final TransferSavingCalculator transfers;
    private final CacheSavingCalculator caches;
    private final TrainingSavingCalculator training;
    private final BillSavingCalculator bills;

    private ExpectedSavingCalculator(EstateTimeline estateTimeline) {
        Instant last = lastHour(estateTimeline);
        this.estateTimeline = estateTimeline;
        this.prices = EstatePrices.read();
        this.resources = new ResourceSavingCalculator(estateTimeline, last, prices);
        this.withoutAction = new FindingsWithoutAction(estateTimeline.estate(), resources);
        this.bucketLogs = new BucketLogSavingCalculator(estateTimeline, prices);
        this.instances = new InstanceSavingCalculator(estateTimeline, last, prices);
        this.transfers = new TransferSavingCalculator(estateTimeline, prices);
        this.caches = new CacheSavingCalculator(estateTimeline, prices);
        this.training = new TrainingSavingCalculator(estateTimeline, prices);
        this.bills = new BillSavingCalculator(estateTimeline);
    }

    /** The known savings at the end of the estate by rule and name. */
    public static Map<String, Map<String, ExpectedSaving>> of(EstateTimeline estateTimeline) {
        ExpectedSavingCalculator savings = new ExpectedSavingCalculator(estateTimeline);
        Map<String, Map<String, ExpectedSaving>> byRule = new TreeMap<>();
        estateTimeline
                .estate()
                .truth()
                .open()
                .forEach((rule, names) -> names.forEach(name -> savings.of(rule, name)
                        .ifPresent(saving -> byRule.computeIfAbsent(rule, any -> new TreeMap<>())
                                .put(name, saving))));
        return byRule;
    }

    /**
     * The known savings of rules whose amounts change from hour to hour, by rule, name and end of the evaluated hour. An hour that is
     * not there has those of the last one before it.
     */
    public static Map<String, Map<String, NavigableMap<Instant, ExpectedSaving>>> byHour(
            EstateTimeline estateTimeline) {
        ExpectedSavingCalculator savings = new ExpectedSavingCalculator(estateTimeline);
        Map<String, Map<String, NavigableMap<Instant, ExpectedSaving>>> byRule = new TreeMap<>();
        estateTimeline
                .estate()
                .truth()
                .open()
                .forEach((rule, names) -> names.forEach(name -> {
                    NavigableMap<Instant, ExpectedSaving> hours = savings.byHour(rule, name);
                    if (!hours.isEmpty()) {
                        byRule.computeIfAbsent(rule, any -> new TreeMap<>()).put(name, hours);
                    }
                }));
        return byRule;
    }

    private NavigableMap<Instant, ExpectedSaving> byHour(String rule, String name) {
        NavigableMap<Instant, ExpectedSaving> hours = new TreeMap<>();
        Instant last = lastHour(estateTimeline);
        Instant reported = Instant.MIN;
        for (Instant hour = estateTimeline.start(); !hour.isAfter(last); hour = hour.plus(Duration.ofHours(1))) {
            // What a cache avoids is that of whole days, as is what a bill shows, and a report holds until the next
            // one.
            boolean isWithinDay = OF_WHOLE_DAYS.contains(rule) && !hour.equals(hour.truncatedTo(ChronoUnit.DAYS));
            boolean isOfSameReport = rule.equals(STORAGE_LIFECYCLE) && reported.equals(reportAt(hour));
            if (isWithinDay || isOfSameReport) {
                continue;
            }
            reported = reportAt(hour);
            Optional<ExpectedSaving> saving = changing(rule, name, hour);
            if (saving.isPresent()
                    && (hours.isEmpty() || !hours.lastEntry().getValue().equals(saving.get()))) {
                hours.put(hour, saving.get());
            }
        }
        return hours;
    }

    /** When the reports were created that are used for the final verdict on an hour. */
    private static Instant reportAt(Instant hour) {
        return InventoryReportRenderer.newest(hour.minus(REPORT_DELAY));
    }

    private static Instant lastHour(EstateTimeline estateTimeline) {
        return estateTimeline.end().truncatedTo(ChronoUnit.HOURS);
    }

    private Optional<ExpectedSaving> of(String rule, String name) {
        return withoutAction.certain(rule, name, ofRule(rule, name));
    }

    private Optional<ExpectedSaving> ofRule(String rule, String name) {
        Instant last = lastHour(estateTimeline);
        return switch (rule) {
            case IDLE_INSTANCE, IDLE_GPU -> instances.idle(name);
            case STOPPED_INSTANCE -> instances.stopped(name);
            case SPORADIC_INSTANCE -> instances.sporadic(name);
            case OVERSIZED_FLEET -> instances.oversizedFleet(name);
            case OVERSIZED_INSTANCE -> instances.oversized(name);
            case PREVIOUS_GENERATION -> instances.previousGeneration(name);
            case UNDERUSED_GPU -> instances.underusedGpu(name);
            case STORAGE_LIFECYCLE -> ofHour(rule, name, last.minus(LATENESS));
            case LOG_RETENTION ->
                resources.of(rule, name, last).or(() -> bucketLogs.of(name, reportAt(last.minus(LATENESS))));
            default -> resources.of(rule, name, last).or(() -> ofHour(rule, name, last));
        };
    }

    /** By the newest verdict on an hour, of a rule whose amounts follow a moving window, a report or the age of a resource. */
    private Optional<ExpectedSaving> changing(String rule, String name, Instant evaluated) {
        return withoutAction.certain(rule, name, ofHour(rule, name, evaluated));
    }

    private Optional<ExpectedSaving> ofHour(String rule, String name, Instant evaluated) {
        return switch (rule) {
            case UNUSED_COMMITMENT -> bills.unusedCommitment(name, evaluated);
            case NAT_TO_S3 -> transfers.throughNat(name, evaluated);
            case CROSS_REGION_READ -> transfers.crossRegion(name, evaluated);
            case CROSS_ZONE_TRAFFIC -> transfers.betweenZones(name, evaluated);
            case INTERNET_EGRESS -> transfers.toInternet(name, evaluated);
            case LOG_RETENTION ->
                resources.of(rule, name, evaluated).or(() -> bucketLogs.of(name, reportAt(evaluated)));
            // Reads count in whole days of which none can be late any more, also for a verdict on the newest hour.
            case REPEATED_DOWNLOAD -> caches.of(name, evaluated.minus(LATENESS));
            case SPOT_CANDIDATE -> training.onSpot(name, evaluated);
            case CHECKPOINT_GAP -> training.withCloserCheckpoints(name, evaluated);
            case STORAGE_LIFECYCLE ->
                new LifecycleSavingCalculator(estateTimeline, reportAt(evaluated), prices).of(name);
            default -> Optional.empty();
        };
    }
}
