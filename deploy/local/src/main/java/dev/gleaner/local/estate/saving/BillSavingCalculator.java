package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.EstateCommitments;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.bill.EstateBill;
import dev.gleaner.local.estate.bill.EstateBillLine;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The dollars of the expected findings on what the bill shows, by its lines of the seven days before a day. */
final class BillSavingCalculator {

    private static final int WINDOW = 7;
    private static final Duration DAY = Duration.ofDays(1);
    private static final BigDecimal DAYS_PER_MONTH =
            BigDecimal.valueOf(730).divide(BigDecimal.valueOf(24), MathContext.DECIMAL64);

    private final EstateTimeline estateTimeline;
    private final Instant wholeUntil;
    private @Nullable List<EstateBillLine> lines;

    BillSavingCalculator(EstateTimeline estateTimeline) {
        this.estateTimeline = estateTimeline;
        // The newest day with charges may lack some.
        this.wholeUntil = estateTimeline
                .end()
                .truncatedTo(ChronoUnit.HOURS)
                .minusSeconds(1)
                .truncatedTo(ChronoUnit.DAYS);
    }

    /** The part that covers nothing: a cost, as it is paid for until the commitment ends, but saved by less of a capacity reservation. */
    Optional<ExpectedSaving> unusedCommitment(String name, Instant evaluated) {
        Instant until = until(evaluated);
        Instant from = until.minus(DAY.multipliedBy(WINDOW));
        EstateCommitments commitments = EstateCommitments.of(estateTimeline.estate());
        Optional<String> capacity =
                commitments.capacityReservation(name).map(EstateCommitments.CapacityReservation::arn);
        if (capacity.isPresent()) {
            return from.isBefore(estateTimeline.start())
                    ? Optional.empty()
                    : Optional.of(ExpectedSaving.exactly(monthly(
                            effective(
                                    from,
                                    until,
                                    line -> line.capacityReservation().equals(capacity.get())
                                            && line.isUnusedCapacity()),
                            WINDOW)));
        }
        return Optional.ofNullable(commitments.all().get(name))
                .filter(commitment -> !from.isBefore(estateTimeline.start()))
                .map(commitment ->
                        effective(from, until, line -> line.commitment().equals(commitment.arn()) && line.isUnused()))
                .map(unused -> ExpectedSaving.ofCost(monthly(unused, WINDOW)));
    }

    private BigDecimal effective(Instant from, Instant until, Predicate<EstateBillLine> of) {
        List<EstateBillLine> all = lines;
        if (all == null) {
            EstateIdentities any = EstateIdentities.made(estateTimeline.estate());
            all = EstateBill.linesUntil(estateTimeline, any, estateTimeline.end()).values().stream()
                    .flatMap(List::stream)
                    .toList();
            lines = all;
        }
        return all.stream()
                .filter(line -> !line.from().isBefore(from) && line.from().isBefore(until))
                .filter(of)
                .map(EstateBillLine::effective)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private Instant until(Instant evaluated) {
        Instant day = evaluated.truncatedTo(ChronoUnit.DAYS);
        return day.isBefore(wholeUntil) ? day : wholeUntil;
    }

    private static BigDecimal monthly(BigDecimal amount, int days) {
        return amount.multiply(DAYS_PER_MONTH).divide(BigDecimal.valueOf(days), MathContext.DECIMAL64);
    }
}
