package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The dollars of the expected findings: plain arithmetic from the data of the estate and its own table of prices, which shares
 * no code with the analyzer. What is measured over a window counts up to the last whole hour of the estate, at which the
 * analyzer evaluates it. A saving is absent where a price is unknown, and for all other rules.
 */
public final class ExpectedSavingCalculator {

    /** Instances that do nothing. */
    public static final String IDLE_INSTANCE = "idle-instance";

    /** Instances that work at certain hours. */
    public static final String SPORADIC_INSTANCE = "sporadic-instance";

    /** Hosts whose GPUs do nothing. */
    public static final String IDLE_GPU = "idle-gpu";

    /** Hosts whose GPUs are used little. */
    public static final String UNDERUSED_GPU = "underused-gpu";

    /** NAT gateways, interface endpoints and load balancers that nobody uses. */
    public static final String IDLE_GATEWAY = "idle-gateway";

    /** VPCs that reach S3 through a NAT gateway. */
    public static final String NAT_TO_S3 = "nat-to-s3";

    /** Prefixes that are read from other regions. */
    public static final String CROSS_REGION_READ = "cross-region-read";

    /** Volumes, addresses and snapshots that nobody uses, and buckets with incomplete uploads or old checkpoints. */
    public static final String FORGOTTEN_STORAGE = "forgotten-storage";

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

    private final OtherResourceSavingCalculator others;
    private final LogSavingCalculator logs;
    private final InstanceSavingCalculator instances;
    private final TransferSavingCalculator transfers;
    private final LifecycleSavingCalculator lifecycles;
    private final CacheSavingCalculator caches;

    private ExpectedSavingCalculator(EstateTimeline estateTimeline, ExpectedPrices prices) {
        Instant evaluated = estateTimeline.end().truncatedTo(ChronoUnit.HOURS);
        this.others = new OtherResourceSavingCalculator(estateTimeline, evaluated, prices);
        this.logs = new LogSavingCalculator(estateTimeline, evaluated, prices);
        this.instances = new InstanceSavingCalculator(estateTimeline, evaluated, prices);
        this.transfers = new TransferSavingCalculator(estateTimeline, evaluated, prices);
        this.lifecycles = new LifecycleSavingCalculator(estateTimeline, evaluated, prices);
        this.caches = new CacheSavingCalculator(estateTimeline, evaluated, prices);
    }

    /** The known savings by rule and name. */
    public static Map<String, Map<String, ExpectedSaving>> of(EstateTimeline estateTimeline) {
        ExpectedSavingCalculator savings = new ExpectedSavingCalculator(estateTimeline, ExpectedPrices.read());
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

    private Optional<ExpectedSaving> of(String rule, String name) {
        return switch (rule) {
            case IDLE_INSTANCE, IDLE_GPU -> instances.idle(name);
            case SPORADIC_INSTANCE -> instances.sporadic(name);
            case UNDERUSED_GPU -> instances.underusedGpu(name);
            case IDLE_GATEWAY -> transfers.idleGateway(name);
            case NAT_TO_S3 -> transfers.throughNat(name);
            case CROSS_REGION_READ -> transfers.crossRegion(name);
            case FORGOTTEN_STORAGE -> others.forgotten(name);
            case OLD_VOLUME_TYPE -> others.oldVolumeType(name);
            case LOG_RETENTION -> logs.of(name);
            case STORAGE_LIFECYCLE -> lifecycles.of(name);
            case REPEATED_DOWNLOAD -> caches.of(name);
            case CROSS_ZONE_TRAFFIC -> transfers.betweenZones(name);
            case INTERNET_EGRESS -> transfers.toInternet(name);
            default -> Optional.empty();
        };
    }
}
