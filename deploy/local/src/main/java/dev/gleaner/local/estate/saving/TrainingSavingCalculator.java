package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The dollars of training on Spot: the hours of training a month x the price on demand less what they cost on Spot, where an interrupted
 * piece of a run is computed again. A run of pieces of {@code c} hours at {@code l} interruptions an hour is billed
 * {@code e^(l r) (e^(l c) - 1) / (l c)} hours for each of its own (Daly 2006, equation 20), with {@code r} hours of a restart. At least
 * nothing, as commitments may cover the instance.
 */
final class TrainingSavingCalculator {

    /** The period whose checkpoints the analyzer looks at by default. */
    private static final Duration WINDOW = Duration.ofDays(14);

    private static final double RESTART_HOURS = 10 / 60.0;

    /** The longest interval that the analyzer recommends by default, which is shorter than that of Young and Daly here. */
    private static final double RECOMMENDED_HOURS = 10 / 60.0;

    private static final double MINUTES_PER_HOUR = 60;

    /**
     * Interruptions an hour of the types of the estate. Spot Instance Advisor has g5.4xlarge in us-east-1 in its range of up to 16 % a
     * month, and g5.xlarge in the one above 20 %, for which the analyzer assumes 0.15 an hour. Source: alexei-led/spotinfo 05e9331
     * (Apache-2.0), 2025-07-28.
     */
    private static final Map<String, Double> INTERRUPTIONS =
            Map.of("g5.4xlarge", -Math.log(1 - 0.16) / 730, "g5.xlarge", 0.15);

    private final EstateTimeline estateTimeline;
    private final EstatePrices prices;

    TrainingSavingCalculator(EstateTimeline estateTimeline, EstatePrices prices) {
        this.estateTimeline = estateTimeline;
        this.prices = prices;
    }

    /**
     * What the runs of an Auto Scaling group save on Spot as they are.
     *
     * @param evaluated the end of the hour that is evaluated
     */
    Optional<ExpectedSaving> onSpot(String group, Instant evaluated) {
        return estate().scalingGroup(group).flatMap(host -> {
            double longestGap = estate().trainingRuns().stream()
                    .filter(run -> run.instance().equals(host.name()))
                    .mapToDouble(run -> run.every().toMinutes())
                    .max()
                    .orElseThrow();
            return saving(host, longestGap / MINUTES_PER_HOUR, evaluated);
        });
    }

    /**
     * What the runs of an instance would save on Spot with checkpoints that are close enough together.
     *
     * @param evaluated the end of the hour that is evaluated
     */
    Optional<ExpectedSaving> withCloserCheckpoints(String instance, Instant evaluated) {
        return saving(estate().require(instance), RECOMMENDED_HOURS, evaluated);
    }

    private Optional<ExpectedSaving> saving(EstateInstance host, double pieceHours, Instant evaluated) {
        List<Instant> saved = estateTimeline.checkpoints(estateTimeline.start(), evaluated).stream()
                .filter(checkpoint -> checkpoint.instance().equals(host))
                .map(checkpoint -> checkpoint.at().truncatedTo(ChronoUnit.MINUTES))
                .toList();
        Optional<BigDecimal> onDemand = prices.of(host.region(), host.type());
        Optional<BigDecimal> spot = prices.of(host.region(), EstatePrices.spot(host.type()));
        Double rate = INTERRUPTIONS.get(host.type());
        if (saved.isEmpty() || onDemand.isEmpty() || spot.isEmpty() || rate == null) {
            return Optional.empty();
        }
        double hours = hoursPerMonth(saved, evaluated);
        double billed = Math.exp(rate * RESTART_HOURS) * (Math.exp(rate * pieceHours) - 1) / (rate * pieceHours);
        double amount = hours * (onDemand.get().doubleValue() - spot.get().doubleValue() * billed);
        return Optional.of(ExpectedSaving.between(BigDecimal.ZERO, BigDecimal.valueOf(amount)));
    }

    /** Of the hours since the first checkpoint, the share from the first to the last one in the window. */
    private static double hoursPerMonth(List<Instant> saved, Instant evaluated) {
        Instant from = evaluated.minus(WINDOW);
        Instant firstHour = saved.get(0).truncatedTo(ChronoUnit.HOURS);
        Instant known = firstHour.isBefore(from) ? from : firstHour;
        Instant first =
                saved.stream().filter(at -> !at.isBefore(from)).findFirst().orElseThrow();
        Instant last = saved.get(saved.size() - 1);
        double trained = Duration.between(first, last).toMinutes();
        return trained / Duration.between(known, evaluated).toMinutes() * EstatePrices.HOURS_PER_MONTH.doubleValue();
    }

    private Estate estate() {
        return estateTimeline.estate();
    }
}
