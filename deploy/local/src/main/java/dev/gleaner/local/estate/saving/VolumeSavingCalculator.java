package dev.gleaner.local.estate.saving;

import dev.gleaner.contracts.resource.EbsStorageManager;
import dev.gleaner.contracts.resource.Gp3Limits;
import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateVolume;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.series.EstateSeries;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The dollars of the expected findings on volumes. */
final class VolumeSavingCalculator implements KindSavingCalculator<EstateVolume> {

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

    private static final String GP3_IOPS_PRICE = "gp3-iops";
    private static final String GP3_THROUGHPUT_PRICE = "gp3-throughput";

    private final EstateTimeline estateTimeline;
    private final EstatePrices prices;

    VolumeSavingCalculator(EstateTimeline estateTimeline, EstatePrices prices) {
        this.estateTimeline = estateTimeline;
        this.prices = prices;
    }

    @Override
    public EstateKind<EstateVolume> kind() {
        return KindRegistry.VOLUMES;
    }

    @Override
    public Optional<ExpectedSaving> of(String rule, String name, EstateVolume volume, Instant evaluated) {
        return switch (rule) {
            case EstateKind.FORGOTTEN_STORAGE -> forgotten(volume);
            case ExpectedSavingCalculator.OLD_VOLUME_TYPE -> asGp3(volume).or(() -> withNeededPerformance(volume));
            default -> Optional.empty();
        };
    }

    @Override
    public boolean isAdvice(String rule, String name, EstateVolume volume) {
        boolean isOwned = !ResourceController.owner(volume.tags()).isEmpty();
        return switch (rule) {
            case EstateKind.FORGOTTEN_STORAGE ->
                isOwned || EbsStorageManager.KUBERNETES.tag(volume.tags()).isPresent();
            case ExpectedSavingCalculator.OLD_VOLUME_TYPE -> isOwned;
            default -> false;
        };
    }

    /** The whole price, of which at most a full snapshot remains. */
    private Optional<ExpectedSaving> forgotten(EstateVolume volume) {
        return monthly(volume)
                .flatMap(cost -> prices.of(volume.region(), "snapshot")
                        .map(price -> ExpectedSaving.between(cost.subtract(times(price, volume.size())), cost)));
    }

    /** The difference between gp2 and gp3 of the same performance. */
    private Optional<ExpectedSaving> asGp3(EstateVolume volume) {
        if (volume.type() != EstateVolume.VolumeType.GP2) {
            return Optional.empty();
        }
        int iops = volume.shownIops().orElse(0);
        int throughput = volume.size() <= GP2_SMALL_GIB ? GP2_THROUGHPUT : GP2_MOST_THROUGHPUT;
        return monthly(volume)
                .flatMap(before -> gp3(prices, volume.region(), volume.size(), iops, throughput)
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
                .flatMap(before -> gp3(prices, volume.region(), volume.size(), iops, throughput)
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
                        prices,
                        volume.region(),
                        volume.size(),
                        volume.shownIops().orElse(0),
                        volume.shownThroughput().orElse(0));
            case IO1, IO2, ST1, SC1, STANDARD -> Optional.empty();
        };
    }

    /** The monthly price of a gp3 volume; empty if it is unknown. */
    static Optional<BigDecimal> gp3(EstatePrices prices, String region, int size, int iops, int throughput) {
        return prices.of(region, "gp3")
                .flatMap(storage -> prices.of(region, GP3_IOPS_PRICE)
                        .flatMap(operations -> prices.of(region, GP3_THROUGHPUT_PRICE)
                                .map(bytes -> times(storage, size)
                                        .add(times(operations, Math.max(0, iops - Gp3Limits.INCLUDED_IOPS)))
                                        .add(times(bytes, Math.max(0, throughput - Gp3Limits.INCLUDED_THROUGHPUT))))));
    }

    /** The GiB of the volumes that are attached to an instance at the end of an estate, beside its root volume. */
    static int attachedGib(Estate estate, String instance, Instant end) {
        return estate.all(KindRegistry.VOLUMES).stream()
                .filter(volume -> volume.useAt(end, end)
                        .filter(use -> use.instance().equals(instance))
                        .isPresent())
                .mapToInt(EstateVolume::size)
                .sum();
    }

    private static BigDecimal times(BigDecimal price, int number) {
        return price.multiply(BigDecimal.valueOf(number));
    }
}
