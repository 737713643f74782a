package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateLogGroup;
import dev.gleaner.local.estate.kind.KindRegistry;
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
import java.util.TreeMap;

/** The dollars of the expected findings on log groups: what their events save that expire or go to another class. */
final class LogGroupSavingCalculator implements KindSavingCalculator<EstateLogGroup> {

    private static final BigDecimal GIGABYTE = BigDecimal.TEN.pow(9);

    /** The retention that the analyzer proposes by default, in days. */
    private static final int RETENTION = 90;

    /** The time whose ingestion the analyzer extrapolates to a month by default. */
    private static final Duration INGESTION_WINDOW = Duration.ofDays(14);

    /** What the ingestion of a log group has to cost by default, USD a month. */
    private static final BigDecimal LEAST_INGESTION = BigDecimal.valueOf(50);

    private final EstateTimeline estateTimeline;
    private final Instant end;
    private final EstatePrices prices;

    /** What each log group took in, in bytes by the start of the hour. */
    private final Map<String, NavigableMap<Instant, Double>> ingested = new HashMap<>();

    LogGroupSavingCalculator(EstateTimeline estateTimeline, EstatePrices prices) {
        this.estateTimeline = estateTimeline;
        this.end = estateTimeline.end();
        this.prices = prices;
    }

    @Override
    public EstateKind<EstateLogGroup> kind() {
        return KindRegistry.LOG_GROUPS;
    }

    @Override
    public Optional<ExpectedSaving> of(String rule, String name, EstateLogGroup group, Instant evaluated) {
        return rule.equals(ExpectedSavingCalculator.LOG_RETENTION) ? ofGroup(group, evaluated) : Optional.empty();
    }

    @Override
    public boolean isAdvice(String rule, String name, EstateLogGroup group) {
        return rule.equals(ExpectedSavingCalculator.LOG_RETENTION) && group.retentionDays() != null;
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
