package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.EstateArns;
import dev.gleaner.local.estate.EstateCommitments;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.EstateMetric;
import dev.gleaner.local.estate.bill.BillLine;
import dev.gleaner.local.estate.bill.EstateBill;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.local.runtime.service.RunMode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The dollars of the expected findings on what the bill shows, by its lines of the last seven days that it has as a whole. */
final class BillSavingCalculator {

    private static final Duration WINDOW = Duration.ofDays(7);
    private static final BigDecimal MONTHS_PER_WINDOW =
            BigDecimal.valueOf(730).divide(BigDecimal.valueOf(168), MathContext.DECIMAL64);

    private final EstateTimeline estateTimeline;
    private final Instant until;

    BillSavingCalculator(EstateTimeline estateTimeline) {
        this.estateTimeline = estateTimeline;
        this.until = estateTimeline
                .end()
                .truncatedTo(ChronoUnit.HOURS)
                .minusSeconds(1)
                .truncatedTo(ChronoUnit.DAYS);
    }

    /** The part that covers nothing; at least nothing, as it is paid for until the commitment ends. */
    Optional<ExpectedSaving> unusedCommitment(String name) {
        return Optional.ofNullable(
                        EstateCommitments.of(estateTimeline.estate()).all().get(name))
                .map(commitment -> effective(line -> line.commitment().equals(commitment.arn()) && line.isUnused()))
                .map(unused -> ExpectedSaving.between(BigDecimal.ZERO, unused.multiply(MONTHS_PER_WINDOW)));
    }

    /** What predictions cost above their target. */
    Optional<ExpectedSaving> unitCost(String name) {
        String project = name.substring(EstateArns.SERVICE.length());
        Set<String> endpoints = estateTimeline.estate().inferenceEndpoints().stream()
                .filter(endpoint -> project.equals(endpoint.tags().get("project")))
                .map(endpoint -> endpoint.name())
                .collect(Collectors.toSet());
        // The analyzer counts whole predictions of each endpoint and hour.
        Map<List<Object>, Double> hours = new HashMap<>();
        estateTimeline.otherPoints(EstateMetric.Source.INFERENCE_ENDPOINT, until.minus(WINDOW), until).stream()
                .filter(point -> point.metric() == EstateMetric.INVOCATIONS && endpoints.contains(point.resource()))
                .forEach(point -> hours.merge(
                        List.of(point.resource(), point.at().truncatedTo(ChronoUnit.HOURS)),
                        point.sample().sum(),
                        Double::sum));
        long predictions = hours.values().stream().mapToLong(Math::round).sum();
        BigDecimal allowed = new BigDecimal(RunMode.StandIn.UNIT_COST_TARGET).multiply(BigDecimal.valueOf(predictions));
        BigDecimal cost = effective(line -> project.equals(line.tags().get("project")));
        return Optional.of(
                ExpectedSaving.between(BigDecimal.ZERO, cost.subtract(allowed).multiply(MONTHS_PER_WINDOW)));
    }

    private BigDecimal effective(Predicate<BillLine> of) {
        EstateIdentities any = EstateIdentities.made(estateTimeline.estate());
        Map<?, List<BillLine>> months = EstateBill.linesUntil(estateTimeline, any, until);
        return months.values().stream()
                .flatMap(List::stream)
                .filter(line -> !line.from().isBefore(until.minus(WINDOW))
                        && line.from().isBefore(until))
                .filter(of)
                .map(BillLine::effective)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
