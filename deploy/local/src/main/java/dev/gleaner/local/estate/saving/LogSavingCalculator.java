package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.bill.EstatePrices;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.kind.EstateLogGroup;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.kind.StoredFolder;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The dollars of the expected findings on logs. */
final class LogSavingCalculator {

    private static final BigDecimal GIGABYTE = BigDecimal.TEN.pow(9);

    /** The retention that the analyzer proposes by default, in days. */
    private static final int RETENTION = 90;

    /** The time whose ingestion the analyzer extrapolates to a month by default. */
    private static final Duration INGESTION_WINDOW = Duration.ofDays(14);

    /** What the ingestion of a log group has to cost by default, USD a month. */
    private static final BigDecimal LEAST_INGESTION = BigDecimal.valueOf(50);

    /** Names that hold logs for the analyzer. */
    private static final Set<String> LOG_FOLDERS = Set.of("logs/", "AWSLogs/");

    /** Of S3 storage. Source: the example of storage charges in the Amazon S3 FAQ. */
    private static final BigDecimal BINARY_GIGABYTE = BigDecimal.valueOf(1L << 30);

    /** The age at which the rule that the analyzer proposes by default expires logs in a bucket. */
    private static final Duration EXPIRATION = Duration.ofDays(365);

    private final EstateTimeline estateTimeline;
    private final Estate estate;
    private final Instant end;
    private final EstatePrices prices;

    /** What each log group took in, in bytes by the start of the hour. */
    private final Map<String, NavigableMap<Instant, Double>> ingested = new HashMap<>();

    LogSavingCalculator(EstateTimeline estateTimeline, EstatePrices prices) {
        this.estateTimeline = estateTimeline;
        this.estate = estateTimeline.estate();
        this.end = estateTimeline.end();
        this.prices = prices;
    }

    /**
     * What a log group saves whose events expire or go to another class.
     *
     * @param evaluated the end of the hour that is evaluated
     */
    Optional<ExpectedSaving> ofGroup(String name, Instant evaluated) {
        return estate.find(KindRegistry.LOG_GROUPS, name).flatMap(group -> ofGroup(group, evaluated));
    }

    /**
     * What a bucket saves whose logs expire.
     *
     * @param reported when the report that is used was created
     */
    Optional<ExpectedSaving> ofBucket(String name, Instant reported) {
        return estate.bucket(name).flatMap(bucket -> olderThanExpiration(bucket, reported));
    }

    /** The objects that are old enough in the report. Absent if another storage class has some. */
    private Optional<ExpectedSaving> olderThanExpiration(EstateBucket bucket, Instant reported) {
        Instant old = reported.minus(EXPIRATION);
        BigDecimal bytes = BigDecimal.ZERO;
        for (StoredFolder folder : bucket.inventory()) {
            if (LOG_FOLDERS.contains(folder.prefix())) {
                if (!folder.storageClass().equals("STANDARD")) {
                    return Optional.empty();
                }
                long objects = folder.written(bucket, end).stream()
                        .filter(written -> !written.isAfter(old))
                        .count();
                bytes = bytes.add(BigDecimal.valueOf(objects).multiply(BigDecimal.valueOf(folder.size())));
            }
        }
        BigDecimal gigabytes = bytes.divide(BINARY_GIGABYTE, MathContext.DECIMAL64);
        return prices.of(bucket.region(), "s3-standard")
                .map(price -> ExpectedSaving.exactly(price.multiply(gigabytes)));
    }

    /** The remedy that can be approved is the retention; what the advice saves beside it is in the high estimate alone. */
    private Optional<ExpectedSaving> ofGroup(EstateLogGroup group, Instant evaluated) {
        Optional<ExpectedSaving> ingestion = inInfrequentAccess(group, evaluated);
        if (group.retentionDays() != null) {
            return ingestion;
        }
        BigDecimal more = ingestion.map(ExpectedSaving::high).orElse(BigDecimal.ZERO);
        return olderThanRetention(group, evaluated)
                .map(older -> ExpectedSaving.of(BigDecimal.ZERO, older, older.add(more)));
    }

    /** The part that is older than the retention, if as much was written every day since the creation. */
    private Optional<BigDecimal> olderThanRetention(EstateLogGroup group, Instant evaluated) {
        BigDecimal age = BigDecimal.valueOf(
                Duration.between(group.created().resolve(end), evaluated).toSeconds());
        BigDecimal kept = BigDecimal.valueOf(Duration.ofDays(RETENTION).toSeconds());
        if (age.signum() <= 0) {
            return Optional.empty();
        }
        BigDecimal older =
                BigDecimal.ONE.subtract(kept.divide(age, MathContext.DECIMAL64)).max(BigDecimal.ZERO);
        return prices.of(group.region(), "log-storage")
                .map(price -> price.multiply(gigabytes(BigDecimal.valueOf(group.bytes())))
                        .multiply(older));
    }

    /**
     * What the class Infrequent Access takes less for the events of a month, if those in Standard cost enough. Hours without a value are
     * nothing, and like the others in the high estimate.
     */
    private Optional<ExpectedSaving> inInfrequentAccess(EstateLogGroup group, Instant evaluated) {
        Map<Instant, Double> hours = ingested.computeIfAbsent(group.name(), this::hourly)
                .subMap(evaluated.minus(INGESTION_WINDOW), evaluated);
        BigDecimal window = BigDecimal.valueOf(INGESTION_WINDOW.toHours());
        BigDecimal month = gigabytes(BigDecimal.valueOf(
                        hours.values().stream().mapToDouble(bytes -> bytes).sum()))
                .multiply(EstatePrices.HOURS_PER_MONTH)
                .divide(window, MathContext.DECIMAL64);
        return prices.of(group.region(), "log-ingestion")
                .map(month::multiply)
                .filter(cost -> cost.compareTo(LEAST_INGESTION) > 0)
                .flatMap(cost -> prices.of(group.region(), "log-ingestion-infrequent")
                        .map(price -> cost.subtract(month.multiply(price))))
                .map(saved -> ExpectedSaving.of(
                        saved,
                        saved,
                        saved.multiply(window).divide(BigDecimal.valueOf(hours.size()), MathContext.DECIMAL64)));
    }

    /** Of the time for which the collector asks when it starts, which begins later on the first day than the estate. */
    private NavigableMap<Instant, Double> hourly(String group) {
        NavigableMap<Instant, Double> hours = new TreeMap<>();
        Instant asked = end.truncatedTo(ChronoUnit.HOURS).minus(INGESTION_WINDOW);
        Instant from = asked.isAfter(estateTimeline.start()) ? asked : estateTimeline.start();
        estateTimeline.resourcePoints(group, from, end).stream()
                .filter(point -> point.metric() == EstateMetric.INCOMING_BYTES)
                .forEach(point -> hours.merge(
                        point.at().truncatedTo(ChronoUnit.HOURS), point.sample().sum(), Double::sum));
        return hours;
    }

    private static BigDecimal gigabytes(BigDecimal bytes) {
        return bytes.divide(GIGABYTE, MathContext.DECIMAL64);
    }
}
