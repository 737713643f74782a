package dev.gleaner.local.estate.saving;

import dev.gleaner.contracts.resource.Gp3Limits;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.HostGpus;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.output.NvidiaSmiRenderer;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.SeriesShape;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The dollars of the expected findings on instances: the price of an hour x 730 x the share of its hours, or of its GPUs, that
 * is not needed, of which commitments may cover a part. Prices are those of Linux on demand.
 */
final class InstanceSavingCalculator {

    private static final int HOURS_PER_DAY = 24;
    private static final int HOURS_PER_WEEK = 7 * HOURS_PER_DAY;

    /** The period over which the analyzer measures underused GPUs by default. */
    private static final Duration GPU_WINDOW = Duration.ofDays(7);

    /** The analyzer shows shares in thousandths, and computes with what it shows. */
    private static final int SHARE_DECIMALS = 3;

    /** The next smaller size, as far as it is half as large in each family. */
    private static final Map<String, String> HALF =
            Map.of("xlarge", "large", "2xlarge", "xlarge", "4xlarge", "2xlarge");

    /** The cheapest type with fewer of the same GPUs. */
    private static final Map<String, TypeWithGpus> FEWER_GPUS =
            Map.of("g5.48xlarge", new TypeWithGpus("g5.12xlarge", 4), "g5.12xlarge", new TypeWithGpus("g5.xlarge", 1));

    /** The utilization up to which the analyzer loads the remaining GPUs by default, percent. */
    private static final double GPU_LIMIT = 80;

    /** Instances that the analyzer leaves to a group in several zones by default. */
    private static final int LEAST_MEMBERS = 2;

    // The columns of the output of nvidia-smi, from 0.
    private static final int COLUMNS = 15;
    private static final int UUID = 1;
    private static final int UTILIZATION = 5;

    private final EstateTimeline estateTimeline;
    private final Instant evaluated;
    private final EstatePrices prices;
    private final ReallocatedSavingCalculator commitments;

    /**
     * A calculator for an estate.
     *
     * @param evaluated the end of the hour that is evaluated
     */
    InstanceSavingCalculator(EstateTimeline estateTimeline, Instant evaluated, EstatePrices prices) {
        this.estateTimeline = estateTimeline;
        this.evaluated = evaluated;
        this.prices = prices;
        this.commitments = new ReallocatedSavingCalculator(estateTimeline, evaluated.minus(Duration.ofHours(1)));
    }

    /** The price of the root volume, which alone is deleted with a stopped instance; less a snapshot of all its volumes but in the high estimate. */
    Optional<ExpectedSaving> stopped(String name) {
        EstateInstance instance = estateTimeline.estate().require(name);
        int attached = VolumeSavingCalculator.attachedGib(estateTimeline.estate(), name, estateTimeline.end());
        return VolumeSavingCalculator.gp3(
                        prices,
                        instance.region(),
                        EstateInstance.ROOT_GIB,
                        Gp3Limits.INCLUDED_IOPS,
                        Gp3Limits.INCLUDED_THROUGHPUT)
                .flatMap(deleted -> prices.of(instance.region(), "snapshot").map(price -> {
                    BigDecimal certain = deleted.subtract(
                                    price.multiply(BigDecimal.valueOf(EstateInstance.ROOT_GIB + attached)))
                            .max(BigDecimal.ZERO);
                    return ExpectedSaving.of(certain, certain, deleted);
                }));
    }

    /** The whole price of an instance. */
    Optional<ExpectedSaving> idle(String name) {
        return saving(name, Optional.of(BigDecimal.ONE));
    }

    /** The price of the hours of the week in which an instance does not work. */
    Optional<ExpectedSaving> sporadic(String name) {
        return saving(name, shape(name).map(InstanceSavingCalculator::freeShare));
    }

    /** The difference to the price of half the size. */
    Optional<ExpectedSaving> oversized(String name) {
        EstateInstance instance = estate().require(name);
        String[] parts = instance.type().split("\\.", 2);
        return Optional.ofNullable(HALF.get(parts[1])).flatMap(half -> asType(name, parts[0] + "." + half));
    }

    /** The difference to the price of the same size with AMD, and at most to that with Graviton, where no commitment covers an m4. */
    Optional<ExpectedSaving> previousGeneration(String name) {
        EstateInstance instance = estate().require(name);
        String size = instance.type().substring(instance.type().indexOf('.'));
        return price(name)
                .flatMap(today -> prices.of(instance.region(), "m6a" + size)
                        .flatMap(amd -> prices.of(instance.region(), "m7g" + size)
                                .map(graviton -> ExpectedSaving.of(
                                        BigDecimal.ZERO,
                                        today.subtract(amd).multiply(EstatePrices.HOURS_PER_MONTH),
                                        today.subtract(graviton).multiply(EstatePrices.HOURS_PER_MONTH)))));
    }

    /** The price of the members of an Auto Scaling group but two, one in each of its zones, which its load fits on. */
    Optional<ExpectedSaving> oversizedFleet(String group) {
        List<EstateInstance> members = estate().instances().stream()
                .filter(member -> group.equals(member.autoScalingGroup()))
                .toList();
        return members.stream()
                .findFirst()
                .flatMap(member -> price(member.name()))
                .map(price -> ExpectedSaving.between(
                        BigDecimal.ZERO,
                        price.multiply(BigDecimal.valueOf(members.size() - LEAST_MEMBERS))
                                .multiply(EstatePrices.HOURS_PER_MONTH)));
    }

    /** The difference to the price of a size with fewer GPUs, or the price of the share of the GPUs that is not used. */
    Optional<ExpectedSaving> underusedGpu(String name) {
        Optional<HostGpus> found = estate().cards().stream()
                .filter(gpus -> gpus.resource().equals(name))
                .findFirst();
        return found.flatMap(this::withFewerGpus).or(() -> saving(name, found.flatMap(this::unusedShare)));
    }

    /** The cheapest type with fewer of the GPUs of a host, which hold its load; empty if there is none. */
    static Optional<String> withFewerGpus(Estate estate, HostGpus gpus) {
        HostGpus.Load load = gpus.load();
        double needed = gpus.number() * Math.max(load.utilization() / GPU_LIMIT, load.memory());
        return Optional.ofNullable(
                        FEWER_GPUS.get(estate.require(gpus.resource()).type()))
                .filter(fewer -> needed <= fewer.gpus())
                .map(TypeWithGpus::type);
    }

    private Optional<ExpectedSaving> withFewerGpus(HostGpus gpus) {
        return withFewerGpus(estate(), gpus).flatMap(type -> asType(gpus.resource(), type));
    }

    private Optional<ExpectedSaving> asType(String name, String type) {
        return prices.of(estate().require(name).region(), type)
                .flatMap(price -> price(name).map(today -> today.subtract(price)))
                .map(less -> commitments.asType(name, type, less.multiply(EstatePrices.HOURS_PER_MONTH)));
    }

    private Optional<ExpectedSaving> saving(String name, Optional<BigDecimal> share) {
        return share.flatMap(part -> price(name)
                .map(price -> commitments.stopped(
                        name, part, price.multiply(EstatePrices.HOURS_PER_MONTH).multiply(part))));
    }

    private Optional<BigDecimal> price(String name) {
        EstateInstance instance = estate().require(name);
        return instance.market() == EstateInstance.Market.ON_DEMAND
                        && instance.platform() == EstateInstance.Platform.LINUX
                ? prices.of(instance.region(), instance.type())
                : Optional.empty();
    }

    private Optional<SeriesShape> shape(String name) {
        return estate().series().stream()
                .filter(series -> series.resource().equals(name) && series.metric() == EstateMetric.CPU_UTILIZATION)
                .flatMap(series -> Stream.ofNullable(series.shape()))
                .findFirst();
    }

    /** The share of the hours of a week that have no minute of the weekly work. */
    private static BigDecimal freeShare(SeriesShape shape) {
        BitSet atWork = new BitSet(HOURS_PER_WEEK);
        for (SeriesShape.Weekly work : shape.weekly()) {
            for (DayOfWeek day : work.days()) {
                long from = Duration.ofDays(day.getValue() - 1L)
                        .plusSeconds(work.from().toSecondOfDay())
                        .toMinutes();
                for (long minute = from; minute < from + work.length().toMinutes(); minute++) {
                    atWork.set((int) (minute / 60 % HOURS_PER_WEEK));
                }
            }
        }
        return BigDecimal.valueOf(HOURS_PER_WEEK - atWork.cardinality())
                .divide(BigDecimal.valueOf(HOURS_PER_WEEK), SHARE_DECIMALS, RoundingMode.HALF_UP);
    }

    /** One less the mean utilization of all GPUs, in which each hour of each GPU counts the same. */
    private Optional<BigDecimal> unusedShare(HostGpus gpus) {
        NvidiaSmiRenderer nvidiaSmi = new NvidiaSmiRenderer(estateTimeline);
        List<Double> hours = new ArrayList<>();
        for (Instant hour = evaluated.minus(GPU_WINDOW);
                hour.isBefore(evaluated);
                hour = hour.plus(Duration.ofHours(1))) {
            hours.addAll(means(nvidiaSmi.text(gpus, hour, hour.plus(Duration.ofHours(1)))));
        }
        return hours.isEmpty()
                ? Optional.empty()
                : Optional.of(BigDecimal.valueOf(1 - mean(hours) / 100).setScale(SHARE_DECIMALS, RoundingMode.HALF_UP));
    }

    /** The mean utilization of each GPU in an output of nvidia-smi, percent. */
    private static List<Double> means(String text) {
        Map<String, List<Double>> byGpu = new TreeMap<>();
        text.lines().skip(1).map(line -> line.split(", ", -1)).forEach(row -> {
            if (row.length == COLUMNS && !row[UTILIZATION].equals("[N/A]")) {
                byGpu.computeIfAbsent(row[UUID], any -> new ArrayList<>())
                        .add(Double.valueOf(row[UTILIZATION].replace(" %", "")));
            }
        });
        return byGpu.values().stream().map(InstanceSavingCalculator::mean).toList();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private Estate estate() {
        return estateTimeline.estate();
    }

    private record TypeWithGpus(String type, int gpus) {}
}
