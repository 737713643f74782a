package dev.gleaner.local.estate.saving;

import dev.gleaner.contracts.resource.Gp3Limits;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.bill.EstatePrices;
import dev.gleaner.local.estate.kind.EstateAddress;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateSnapshot;
import dev.gleaner.local.estate.kind.EstateVolume;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.series.EstateSeries;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The dollars of the expected findings on volumes, addresses, snapshots and inference endpoints, and on incomplete uploads and checkpoints. */
final class OtherResourceSavingCalculator {

    /** Of S3 storage. Source: the example of storage charges in the Amazon S3 FAQ. */
    private static final BigDecimal BINARY_GIGABYTE = BigDecimal.valueOf(1L << 30);

    /** The age from which the analyzer counts an incomplete upload by default. */
    private static final Duration UPLOAD_AGE = Duration.ofDays(7);

    // The throughput of gp2. Source: Amazon EBS User Guide, "General Purpose SSD volumes".
    private static final int GP2_THROUGHPUT = 128;
    private static final int GP2_MOST_THROUGHPUT = 250;
    private static final int GP2_SMALL_GIB = 170;

    // By which the analyzer proposes less performance by default.
    private static final Duration USE_WINDOW = Duration.ofDays(14);
    private static final double PERCENTILE = 0.99;
    private static final double MARGIN = 1.2;
    private static final int IOPS_STEP = 100;
    private static final int THROUGHPUT_STEP = 5;

    /** Instances that the analyzer leaves to each endpoint by default. */
    private static final int LEAST_INSTANCES = 2;

    private static final String GP3_IOPS_PRICE = "gp3-iops";
    private static final String GP3_THROUGHPUT_PRICE = "gp3-throughput";

    private final EstateTimeline estateTimeline;
    private final Estate estate;
    private final Instant end;
    private final EstatePrices prices;
    private final CheckpointSavingCalculator checkpoints;

    OtherResourceSavingCalculator(EstateTimeline estateTimeline, Instant evaluated, EstatePrices prices) {
        this.estateTimeline = estateTimeline;
        this.estate = estateTimeline.estate();
        this.end = estateTimeline.end();
        this.prices = prices;
        this.checkpoints = new CheckpointSavingCalculator(estateTimeline, evaluated);
    }

    /** The saving of a volume, address or snapshot that nobody uses, or of what nobody needs in a bucket. */
    Optional<ExpectedSaving> forgotten(String name) {
        return estate.find(KindRegistry.VOLUMES, name)
                .flatMap(this::forgotten)
                .or(() -> estate.find(KindRegistry.ADDRESSES, name).flatMap(this::forgotten))
                .or(() -> estate.find(KindRegistry.SNAPSHOTS, name).flatMap(this::forgotten))
                .or(() -> estate.bucket(name).flatMap(this::inBucket));
    }

    /** The storage of the parts of uploads that were begun more than 7 days ago, and of superseded checkpoints. */
    private Optional<ExpectedSaving> inBucket(EstateBucket bucket) {
        Instant young = end.minus(UPLOAD_AGE);
        BigDecimal bytes = bucket.uploads().stream()
                .filter(upload -> upload.started().resolve(end).isBefore(young))
                .map(upload -> BigDecimal.valueOf(upload.bytes()))
                .reduce(BigDecimal.valueOf(checkpoints.bytes(bucket)), BigDecimal::add);
        return prices.of(bucket.region(), "s3-standard")
                .map(price ->
                        ExpectedSaving.exactly(price.multiply(bytes.divide(BINARY_GIGABYTE, MathContext.DECIMAL64))));
    }

    /** The price of its instances, which no commitment covers. */
    Optional<ExpectedSaving> idleEndpoint(String name) {
        return estate.find(KindRegistry.INFERENCE_ENDPOINTS, name)
                .flatMap(endpoint -> Optional.ofNullable(endpoint.type())
                        .flatMap(type -> prices.of(endpoint.region(), type))
                        .map(price -> ExpectedSaving.exactly(
                                times(price, endpoint.instances()).multiply(EstatePrices.HOURS_PER_MONTH))));
    }

    /** The price of the instances but two, which its load fits on; no commitment covers them. */
    Optional<ExpectedSaving> oversizedEndpoint(String name) {
        return estate.find(KindRegistry.INFERENCE_ENDPOINTS, name)
                .flatMap(endpoint -> Optional.ofNullable(endpoint.type())
                        .flatMap(type -> prices.of(endpoint.region(), type))
                        .map(price -> ExpectedSaving.exactly(times(price, endpoint.instances() - LEAST_INSTANCES)
                                .multiply(EstatePrices.HOURS_PER_MONTH))));
    }

    /** The saving of a volume of another type or performance. */
    Optional<ExpectedSaving> oldVolumeType(String name) {
        return estate.find(KindRegistry.VOLUMES, name)
                .flatMap(volume -> asGp3(volume).or(() -> withNeededPerformance(volume)));
    }

    /** The whole price, of which at most a full snapshot remains. */
    private Optional<ExpectedSaving> forgotten(EstateVolume volume) {
        return monthly(volume)
                .flatMap(cost -> prices.of(volume.region(), "snapshot")
                        .map(price -> ExpectedSaving.between(cost.subtract(times(price, volume.size())), cost)));
    }

    /** The time of an unused address costs as much as that of a used one. */
    private Optional<ExpectedSaving> forgotten(EstateAddress address) {
        return prices.of(address.region(), "public-ipv4")
                .map(price -> ExpectedSaving.exactly(price.multiply(EstatePrices.HOURS_PER_MONTH)));
    }

    /** At most the size of the volume, at least nothing: blocks that other snapshots need as well remain. */
    private Optional<ExpectedSaving> forgotten(EstateSnapshot snapshot) {
        return prices.of(snapshot.region(), "snapshot")
                .map(price -> ExpectedSaving.between(BigDecimal.ZERO, times(price, snapshot.size())));
    }

    /** The price of the root volume, which alone is deleted with a stopped instance; less a snapshot of all its volumes but in the high estimate. */
    Optional<ExpectedSaving> stoppedInstance(String name) {
        EstateInstance instance = estate.require(name);
        int attached = estate.all(KindRegistry.VOLUMES).stream()
                .filter(volume -> volume.useAt(end, end)
                        .filter(use -> use.instance().equals(name))
                        .isPresent())
                .mapToInt(EstateVolume::size)
                .sum();
        return gp3(instance.region(), EstateInstance.ROOT_GIB, Gp3Limits.INCLUDED_IOPS, Gp3Limits.INCLUDED_THROUGHPUT)
                .flatMap(deleted -> prices.of(instance.region(), "snapshot").map(price -> {
                    BigDecimal certain = deleted.subtract(times(price, EstateInstance.ROOT_GIB + attached))
                            .max(BigDecimal.ZERO);
                    return ExpectedSaving.of(certain, certain, deleted);
                }));
    }

    /** The difference between gp2 and gp3 of the same performance. */
    private Optional<ExpectedSaving> asGp3(EstateVolume volume) {
        if (volume.type() != EstateVolume.VolumeType.GP2) {
            return Optional.empty();
        }
        int iops = volume.shownIops().orElse(0);
        int throughput = volume.size() <= GP2_SMALL_GIB ? GP2_THROUGHPUT : GP2_MOST_THROUGHPUT;
        return monthly(volume)
                .flatMap(before -> gp3(volume.region(), volume.size(), iops, throughput)
                        .map(after -> ExpectedSaving.exactly(before.subtract(after))));
    }

    /**
     * The difference between a gp3 volume and one with what 99 % of the minutes of 14 days needed and a margin, but no less than gp3
     * includes. The days end at midnight before the end of the estate.
     */
    private Optional<ExpectedSaving> withNeededPerformance(EstateVolume volume) {
        if (volume.type() != EstateVolume.VolumeType.GP3) {
            return Optional.empty();
        }
        Instant until = estateTimeline.end().truncatedTo(ChronoUnit.DAYS);
        Map<Instant, Double> operations = new TreeMap<>();
        Map<Instant, Double> bytes = new TreeMap<>();
        estateTimeline
                .resourcePoints(volume.name(), until.minus(USE_WINDOW), until)
                .forEach(point -> {
                    Map<Instant, Double> sums = point.metric().unit().equals("Bytes") ? bytes : operations;
                    sums.merge(point.at(), point.sample().sum() / EstateSeries.MINUTE, Double::sum);
                });
        if (operations.isEmpty() || bytes.isEmpty()) {
            return Optional.empty();
        }
        int iops = needed(operations, 1, IOPS_STEP, Gp3Limits.INCLUDED_IOPS);
        int throughput = needed(bytes, 1 << 20, THROUGHPUT_STEP, Gp3Limits.INCLUDED_THROUGHPUT);
        return monthly(volume)
                .flatMap(before -> gp3(volume.region(), volume.size(), iops, throughput)
                        .map(after -> ExpectedSaving.exactly(before.subtract(after))));
    }

    /** The 99th percentile of the minutes with the margin, in units and a multiple of a step, at least what is included. */
    private static int needed(Map<Instant, Double> perSecond, double unit, int step, int included) {
        List<Double> sorted = perSecond.values().stream().sorted().toList();
        double percentile = sorted.get((int) Math.ceil(PERCENTILE * sorted.size()) - 1);
        return Math.max(included, (int) Math.ceil(percentile * MARGIN / unit / step) * step);
    }

    private Optional<BigDecimal> monthly(EstateVolume volume) {
        return switch (volume.type()) {
            case GP2 -> prices.of(volume.region(), "gp2").map(price -> times(price, volume.size()));
            case GP3 ->
                gp3(
                        volume.region(),
                        volume.size(),
                        volume.shownIops().orElse(0),
                        volume.shownThroughput().orElse(0));
            case IO1, IO2, ST1, SC1, STANDARD -> Optional.empty();
        };
    }

    private Optional<BigDecimal> gp3(String region, int size, int iops, int throughput) {
        return prices.of(region, "gp3")
                .flatMap(storage -> prices.of(region, GP3_IOPS_PRICE)
                        .flatMap(operations -> prices.of(region, GP3_THROUGHPUT_PRICE)
                                .map(bytes -> times(storage, size)
                                        .add(times(operations, Math.max(0, iops - Gp3Limits.INCLUDED_IOPS)))
                                        .add(times(bytes, Math.max(0, throughput - Gp3Limits.INCLUDED_THROUGHPUT))))));
    }

    private static BigDecimal times(BigDecimal price, int number) {
        return price.multiply(BigDecimal.valueOf(number));
    }
}
