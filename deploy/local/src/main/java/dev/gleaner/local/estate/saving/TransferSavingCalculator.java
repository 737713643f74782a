package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.BucketReadPattern;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.output.FlowLogRenderer;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The dollars of the expected findings on gateways and reads. Of reads they are those of the bytes of the last 7 days, as those of a month of 730 hours. */
final class TransferSavingCalculator {

    private static final BigDecimal GIGABYTE = BigDecimal.TEN.pow(9);

    /** GB a month to the internet that are free, and up to which the first price applies. */
    private static final BigDecimal FREE = BigDecimal.valueOf(100);

    private static final BigDecimal FIRST_TIER = BigDecimal.valueOf(10_240);

    /** The period over which the analyzer sums reads by default. */
    private static final Duration WINDOW = Duration.ofDays(7);

    private final EstateTimeline estateTimeline;
    private final Estate estate;
    private final List<EstateTimeline.ObjectRead> reads;
    private final EstatePrices prices;

    TransferSavingCalculator(EstateTimeline estateTimeline, EstatePrices prices) {
        this.estateTimeline = estateTimeline;
        this.estate = estateTimeline.estate();
        this.reads = estateTimeline.reads(estateTimeline.start(), estateTimeline.end());
        this.prices = prices;
    }

    /**
     * What the NAT gateways of a VPC charge for S3 in its region: by its flow log, or for reads of buckets in hours without one.
     *
     * @param evaluated the end of the hour that is evaluated
     */
    Optional<ExpectedSaving> throughNat(String name, Instant evaluated) {
        Instant logged = FlowLogRenderer.firstHour(estateTimeline.end());
        return estate.vpc(name)
                .flatMap(vpc -> prices.of(vpc.region(), "nat-gateway")
                        .map(price -> ExpectedSaving.exactly(price.multiply(gigabytes(
                                        evaluated,
                                        object -> isThrough(vpc, object.read())
                                                && object.bucket().region().equals(vpc.region())
                                                && (vpc.downloads().isEmpty()
                                                        || object.at().isBefore(logged)))
                                .add(ofLogs(
                                        evaluated,
                                        vpc.downloads().stream()
                                                .filter(download -> download.service() != null)
                                                .mapToLong(EstateVpc.Download::bytes)
                                                .sum()))))));
    }

    /**
     * The transfer of a prefix to other regions. At least that less the storage of a copy of its bucket in each of them, at the
     * price of the bucket's region where that of the copy is unknown.
     */
    Optional<ExpectedSaving> crossRegion(String name, Instant evaluated) {
        int slash = name.indexOf('/');
        return estate.bucket(name.substring(0, slash))
                .flatMap(bucket -> crossRegion(bucket, name.substring(slash + 1), evaluated));
    }

    private Optional<ExpectedSaving> crossRegion(EstateBucket bucket, String prefix, Instant evaluated) {
        Map<String, BigDecimal> byRegion = new TreeMap<>();
        for (EstateTimeline.ObjectRead object : reads) {
            if (isInWindow(object, evaluated)
                    && object.bucket().equals(bucket)
                    && object.read().prefix().equals(prefix)) {
                Optional<String> reader = region(object.read());
                if (reader.isEmpty()) {
                    return Optional.empty();
                }
                if (!reader.get().equals(bucket.region())) {
                    byRegion.merge(reader.get(), BigDecimal.valueOf(object.bytes()), BigDecimal::add);
                }
            }
        }
        BigDecimal bytes = byRegion.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        return prices.of(bucket.region(), "transfer-cross-region").map(price -> {
            BigDecimal transfer = price.multiply(aMonth(bytes));
            BigDecimal low = copies(bucket, List.copyOf(byRegion.keySet()))
                    .map(copies -> transfer.subtract(copies).max(BigDecimal.ZERO))
                    .orElse(BigDecimal.ZERO);
            return ExpectedSaving.between(low, transfer);
        });
    }

    /** What both ends of the flows between zones of a VPC pay. How much of it is needed is not known. */
    Optional<ExpectedSaving> betweenZones(String name, Instant evaluated) {
        return estate.vpc(name)
                .flatMap(vpc -> prices.of(vpc.region(), "transfer-cross-zone")
                        .map(price -> price.multiply(BigDecimal.valueOf(2))
                                .multiply(
                                        gigabytes(vpc, evaluated, flow -> flow.to() != null && isBetweenZones(flow)))))
                .map(ExpectedSaving::ofCost);
    }

    /** What the flows of a VPC to the internet cost, of which 100 GB are free; unknown beyond the first tier. */
    Optional<ExpectedSaving> toInternet(String name, Instant evaluated) {
        return estate.vpc(name).flatMap(vpc -> {
            BigDecimal gigabytes = gigabytes(vpc, evaluated, flow -> flow.address() != null);
            return prices.of(vpc.region(), "transfer-internet")
                    .filter(price -> gigabytes.compareTo(FIRST_TIER) <= 0)
                    .map(price -> price.multiply(gigabytes.subtract(FREE).max(BigDecimal.ZERO)))
                    .map(ExpectedSaving::ofCost);
        });
    }

    private boolean isBetweenZones(EstateVpc.Flow flow) {
        return !estate.require(flow.from())
                .zone()
                .equals(estate.require(String.valueOf(flow.to())).zone());
    }

    private BigDecimal gigabytes(EstateVpc vpc, Instant evaluated, Predicate<EstateVpc.Flow> which) {
        return ofLogs(
                evaluated,
                vpc.flows().stream()
                        .filter(which)
                        .mapToLong(EstateVpc.Flow::bytes)
                        .sum());
    }

    /** The gigabytes of a month of so many bytes an hour, which are the same in each hour since the first log. */
    private BigDecimal ofLogs(Instant evaluated, long bytes) {
        Instant first = FlowLogRenderer.firstHour(estateTimeline.end());
        long hours = Math.min(
                WINDOW.toHours(), Math.max(0, Duration.between(first, evaluated).toHours()));
        return aMonth(BigDecimal.valueOf(hours).multiply(BigDecimal.valueOf(bytes)));
    }

    /** The monthly price of a copy of a bucket in each region; empty if its size or a price is unknown. */
    private Optional<BigDecimal> copies(EstateBucket bucket, List<String> regions) {
        Long size = bucket.bytes();
        BigDecimal sum = BigDecimal.ZERO;
        for (String region : regions) {
            Optional<BigDecimal> price =
                    prices.of(region, "s3-standard").or(() -> prices.of(bucket.region(), "s3-standard"));
            if (size == null || price.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.add(price.get().multiply(BigDecimal.valueOf(size).divide(GIGABYTE, MathContext.DECIMAL64)));
        }
        return Optional.of(sum);
    }

    /** The region of a reader; empty for an address elsewhere. */
    private Optional<String> region(BucketReadPattern read) {
        return Optional.ofNullable(read.instance())
                .flatMap(estate::instance)
                .map(EstateInstance::region)
                .or(() -> estate.vpcs().stream()
                        .filter(vpc -> isThrough(vpc, read) || hasEndpoint(vpc, read))
                        .map(EstateVpc::region)
                        .findFirst());
    }

    private static boolean isThrough(EstateVpc vpc, BucketReadPattern read) {
        return read.nat() != null && vpc.natGateways().contains(read.nat());
    }

    private static boolean hasEndpoint(EstateVpc vpc, BucketReadPattern read) {
        return read.endpoint() != null
                && vpc.endpoints().stream().anyMatch(endpoint -> read.endpoint().equals(endpoint.name()));
    }

    private BigDecimal gigabytes(Instant evaluated, Predicate<EstateTimeline.ObjectRead> which) {
        return aMonth(BigDecimal.valueOf(reads.stream()
                .filter(object -> isInWindow(object, evaluated) && which.test(object))
                .mapToLong(EstateTimeline.ObjectRead::bytes)
                .sum()));
    }

    private static boolean isInWindow(EstateTimeline.ObjectRead object, Instant evaluated) {
        return object.at().isBefore(evaluated) && !object.at().isBefore(evaluated.minus(WINDOW));
    }

    /** The gigabytes of a month, of the bytes of the window. */
    private static BigDecimal aMonth(BigDecimal bytes) {
        return bytes.multiply(EstatePrices.HOURS_PER_MONTH)
                .divide(BigDecimal.valueOf(WINDOW.toHours()), MathContext.DECIMAL64)
                .divide(GIGABYTE, MathContext.DECIMAL64);
    }
}
