package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.bill.EstateBill;
import dev.gleaner.local.estate.bill.EstateBillLine;
import dev.gleaner.local.estate.bill.UsageChanges;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is saved of instances that commitments cover: the bill of an hour less the bill of the same hour without them, in which the commitments
 * are allocated again. Low is what follows from the lines of an instance alone, and high what it costs on demand.
 */
final class ReallocatedSavingCalculator {

    private final EstateTimeline estateTimeline;
    private final EstateIdentities identities;
    private final Instant hour;
    private final List<EstateBillLine> lines;

    /**
     * A calculator for an estate.
     *
     * @param hour beginning of the hour that stands for all others
     */
    ReallocatedSavingCalculator(EstateTimeline estateTimeline, Instant hour) {
        this.estateTimeline = estateTimeline;
        this.identities = EstateIdentities.made(estateTimeline.estate());
        this.hour = hour;
        this.lines = lines(UsageChanges.none());
    }

    /**
     * When an instance is stopped.
     *
     * @param part of the hours in which it is, 0 to 1
     * @param monthly saving in USD on demand
     */
    ExpectedSaving stopped(String name, BigDecimal part, BigDecimal monthly) {
        return saving(name, monthly, stopped(List.of(name)).multiply(part));
    }

    /** When an instance runs as another type, which saves an amount in USD a month on demand. */
    ExpectedSaving asType(String name, String type, BigDecimal monthly) {
        return saving(name, monthly, monthly(Map.of(name, new UsageChanges.InstanceChange(hour, true, type, null))));
    }

    /** USD a month by which the bill falls when instances are stopped together. */
    BigDecimal stopped(Collection<String> names) {
        return monthly(names.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        name -> new UsageChanges.InstanceChange(
                                hour,
                                false,
                                estateTimeline.estate().require(name).type(),
                                null))));
    }

    private ExpectedSaving saving(String name, BigDecimal monthly, BigDecimal reallocated) {
        String arn = identities.arn(estateTimeline.estate().require(name)).toString();
        BigDecimal list = list(line -> line.resource().equals(arn));
        BigDecimal covered =
                list(line -> line.resource().equals(arn) && !line.commitment().isEmpty());
        if (covered.signum() == 0) {
            return ExpectedSaving.exactly(monthly);
        }
        BigDecimal onDemand = BigDecimal.ONE.subtract(covered.divide(list, MathContext.DECIMAL64));
        return ExpectedSaving.of(monthly.multiply(onDemand), reallocated, monthly);
    }

    private BigDecimal list(Predicate<EstateBillLine> condition) {
        return lines.stream().filter(condition).map(EstateBillLine::list).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private BigDecimal monthly(Map<String, UsageChanges.InstanceChange> changes) {
        return billed(lines)
                .subtract(billed(lines(UsageChanges.ofInstances(changes))))
                .multiply(EstatePrices.HOURS_PER_MONTH);
    }

    private List<EstateBillLine> lines(UsageChanges changes) {
        return EstateBill.linesOfHour(estateTimeline, identities, hour, changes);
    }

    private static BigDecimal billed(List<EstateBillLine> some) {
        return some.stream().map(EstateBillLine::billed).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
