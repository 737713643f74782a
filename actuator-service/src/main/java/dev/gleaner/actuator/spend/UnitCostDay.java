package dev.gleaner.actuator.spend;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Cost and counts of a service on one day.
 *
 * @param money empty if no bill has an amount of the day, which is not the same as no cost
 * @param predictions by the source that counts; empty if none counts them, which is not the same as 0
 * @param tokens the same of input and output tokens
 */
record UnitCostDay(
        LocalDate day,
        Optional<SpendAmount.Money> money,
        Optional<UnitCostReport.Count> predictions,
        Optional<UnitCostReport.Count> tokens,
        List<UnitCostReport.Source> sources) {

    private static final MathContext DIGITS = new MathContext(12, RoundingMode.HALF_UP);
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    static UnitCostDay of(LocalDate day, Optional<SpendAmount.Money> money, Collection<PredictionCount> counts) {
        return new UnitCostDay(
                day,
                money,
                chosen(counts, PredictionCount::predictions),
                chosen(counts, PredictionCount::tokens),
                counts.stream()
                        .map(UnitCostReport.Source::of)
                        .sorted(Comparator.comparing(UnitCostReport.Source::source))
                        .toList());
    }

    /**
     * The reported count, as who reports knows what a prediction is; else the largest, as sources count the same requests at different
     * places and their sum would count them twice.
     */
    private static Optional<UnitCostReport.Count> chosen(
            Collection<PredictionCount> counts, Function<PredictionCount, Optional<Long>> measure) {
        return counts.stream()
                .flatMap(count ->
                        measure.apply(count).map(number -> new UnitCostReport.Count(number, count.source())).stream())
                .max(Comparator.comparing(
                                (UnitCostReport.Count count) -> PredictionCount.REPORTED.equals(count.source()))
                        .thenComparing(UnitCostReport.Count::count)
                        .thenComparing(count -> String.valueOf(count.source()), Comparator.reverseOrder()));
    }

    /** The days as one line. Unit cost is of days with both cost and counts, so that no cost is divided by the counts of other days. */
    static UnitCostReport.Line line(String period, Collection<UnitCostDay> days) {
        Optional<SpendAmount.Money> money =
                days.stream().flatMap(day -> day.money().stream()).reduce(SpendAmount.Money::plus);
        return new UnitCostReport.Line(
                period,
                money.map(UnitCostReport.Bases::of).orElse(null),
                sum(days, UnitCostDay::predictions).orElse(null),
                sum(days, UnitCostDay::tokens).orElse(null),
                perUnit(days, UnitCostDay::predictions, BigDecimal.ONE).orElse(null),
                perUnit(days, UnitCostDay::tokens, THOUSAND).orElse(null),
                List.copyOf(days.stream()
                        .flatMap(day -> day.sources().stream())
                        .collect(Collectors.toMap(
                                UnitCostReport.Source::source,
                                source -> source,
                                UnitCostReport.Source::plus,
                                TreeMap::new))
                        .values()));
    }

    private static Optional<UnitCostReport.Count> sum(
            Collection<UnitCostDay> days, Function<UnitCostDay, Optional<UnitCostReport.Count>> measure) {
        List<UnitCostReport.Count> counts =
                days.stream().flatMap(day -> measure.apply(day).stream()).toList();
        Set<String> sources =
                counts.stream().map(count -> String.valueOf(count.source())).collect(Collectors.toSet());
        return counts.stream()
                .map(UnitCostReport.Count::count)
                .reduce(Math::addExact)
                .map(all -> new UnitCostReport.Count(
                        all, sources.size() == 1 ? sources.iterator().next() : null));
    }

    private static Optional<UnitCostReport.Bases> perUnit(
            Collection<UnitCostDay> days,
            Function<UnitCostDay, Optional<UnitCostReport.Count>> measure,
            BigDecimal units) {
        List<UnitCostDay> counted = days.stream()
                .filter(day -> day.money().isPresent() && measure.apply(day).isPresent())
                .toList();
        BigDecimal count = BigDecimal.valueOf(
                sum(counted, measure).map(UnitCostReport.Count::count).orElse(0L));
        if (count.signum() <= 0) {
            return Optional.empty();
        }
        SpendAmount.Money money = counted.stream()
                .flatMap(day -> day.money().stream())
                .reduce(SpendAmount.Money.NONE, SpendAmount.Money::plus);
        UnitCostReport.Bases cost = UnitCostReport.Bases.of(money);
        return Optional.of(new UnitCostReport.Bases(
                each(cost.allocated(), units, count),
                each(cost.used(), units, count),
                each(cost.idle(), units, count)));
    }

    private static BigDecimal each(BigDecimal cost, BigDecimal units, BigDecimal count) {
        BigDecimal each = cost.multiply(units).divide(count, DIGITS).stripTrailingZeros();
        return each.scale() < 0 ? each.setScale(0) : each;
    }
}
