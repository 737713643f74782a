package dev.gleaner.actuator.spend;

import dev.gleaner.actuator.format.CsvLines;
import dev.gleaner.actuator.format.PlainDecimal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a prediction and 1,000 tokens cost, by service. Amounts are in USD; days are in UTC. Cost is that of what carries the tag of
 * the service: shared cost is no part of it, spread or not.
 *
 * @param from first day; absent if there is no bill and the request names no day
 * @param to last day
 * @param services those with cost or counts in the period, by name
 */
public record UnitCostReport(
        @Nullable LocalDate from, @Nullable LocalDate to, List<Service> services) {

    private static final CsvLines CSV = new CsvLines(
            "service",
            "day",
            "allocated",
            "used",
            "idle",
            "predictions",
            "predictions_source",
            "tokens",
            "tokens_source",
            "allocated_per_prediction",
            "used_per_prediction",
            "idle_per_prediction",
            "allocated_per_1000_tokens",
            "used_per_1000_tokens",
            "idle_per_1000_tokens",
            "target_per_prediction");

    /**
     * One service.
     *
     * @param target USD per prediction; absent if none is configured
     * @param days days with cost or counts, in ascending order
     * @param months months of these days, in ascending order; of a month that the period cuts, the days within
     */
    public record Service(
            String service, @PlainDecimal @Nullable BigDecimal target, List<Line> days, List<Line> months) {}

    /**
     * Cost and counts of a day or month.
     *
     * @param period {@code 2026-10-05} or {@code 2026-10}
     * @param cost absent if no bill has an amount of these days
     * @param predictions absent if none of the sources counts them
     * @param tokens input and output tokens; absent if none of the sources counts them
     * @param perPrediction cost of a prediction; absent without cost, without counts and with 0 predictions. Of a month: the days
     *     with both
     * @param perThousandTokens the same of 1,000 tokens
     * @param sources what each source counted, by name
     */
    public record Line(
            String period,
            @Nullable Bases cost,
            @Nullable Count predictions,
            @Nullable Count tokens,
            @Nullable Bases perPrediction,
            @Nullable Bases perThousandTokens,
            List<Source> sources) {}

    /**
     * Cost on two bases, with the difference between them.
     *
     * @param allocated effective cost of all that carries the tag
     * @param used without the idle part
     * @param idle part that findings of idle or oversized compute cover
     */
    public record Bases(
            @PlainDecimal BigDecimal allocated,
            @PlainDecimal BigDecimal used,
            @PlainDecimal BigDecimal idle) {

        static Bases of(SpendAmount.Money money) {
            return new Bases(money.effective(), money.effective().subtract(money.idle()), money.idle());
        }
    }

    /**
     * The count that is used.
     *
     * @param source its source; absent if it is not the same on all days of the month
     */
    public record Count(long count, @Nullable String source) {}

    /** What one source counted; absent counts were not counted. */
    public record Source(
            String source,
            @Nullable Long predictions,
            @Nullable Long inputTokens,
            @Nullable Long outputTokens) {

        static Source of(PredictionCount count) {
            return new Source(
                    count.source(),
                    count.predictions().orElse(null),
                    count.inputTokens().orElse(null),
                    count.outputTokens().orElse(null));
        }

        Source plus(Source other) {
            return new Source(
                    source,
                    sum(predictions, other.predictions),
                    sum(inputTokens, other.inputTokens),
                    sum(outputTokens, other.outputTokens));
        }

        private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
            if (one == null) {
                return other;
            }
            return other == null ? one : Long.valueOf(Math.addExact(one, other));
        }
    }

    /** A report without days, as there is no bill. */
    static UnitCostReport empty() {
        return new UnitCostReport(null, null, List.of());
    }

    /**
     * The report of these amounts and counts.
     *
     * @param amounts amounts of the dimension service in the period
     * @param targets USD per prediction by service
     * @param only the service to which the report is limited; empty for all
     */
    static UnitCostReport of(
            SpendPeriod period,
            Collection<SpendAmount> amounts,
            Collection<PredictionCount> counts,
            Map<String, BigDecimal> targets,
            Optional<String> only) {
        Map<String, Map<LocalDate, SpendAmount.Money>> money = amounts.stream()
                .filter(amount -> amount.isAllocated() && amount.shared().isEmpty())
                .collect(Collectors.groupingBy(
                        SpendAmount::value,
                        Collectors.toMap(SpendAmount::day, SpendAmount::money, SpendAmount.Money::plus)));
        Map<String, Map<LocalDate, List<PredictionCount>>> counted = counts.stream()
                .collect(Collectors.groupingBy(PredictionCount::service, Collectors.groupingBy(PredictionCount::day)));
        TreeSet<String> names = new TreeSet<>(money.keySet());
        names.addAll(counted.keySet());
        return new UnitCostReport(
                period.from(),
                period.to(),
                names.stream()
                        .filter(name -> only.isEmpty() || only.get().equals(name))
                        .map(name -> service(
                                name,
                                Optional.ofNullable(targets.get(name)),
                                money.getOrDefault(name, Map.of()),
                                counted.getOrDefault(name, Map.of())))
                        .toList());
    }

    private static Service service(
            String name,
            Optional<BigDecimal> target,
            Map<LocalDate, SpendAmount.Money> money,
            Map<LocalDate, List<PredictionCount>> counts) {
        TreeSet<LocalDate> days = new TreeSet<>(money.keySet());
        days.addAll(counts.keySet());
        List<UnitCostDay> lines = days.stream()
                .map(day ->
                        UnitCostDay.of(day, Optional.ofNullable(money.get(day)), counts.getOrDefault(day, List.of())))
                .toList();
        Map<YearMonth, List<UnitCostDay>> months = lines.stream()
                .collect(Collectors.groupingBy(line -> YearMonth.from(line.day()), TreeMap::new, Collectors.toList()));
        return new Service(
                name,
                target.orElse(null),
                lines.stream()
                        .map(line -> UnitCostDay.line(line.day().toString(), List.of(line)))
                        .toList(),
                months.entrySet().stream()
                        .map(month -> UnitCostDay.line(month.getKey().toString(), month.getValue()))
                        .toList());
    }

    /** One line for each service and day. */
    public String toCsv() {
        List<String> lines = new ArrayList<>();
        for (Service service : services) {
            for (Line day : service.days()) {
                lines.add(line(service, day));
            }
        }
        return CSV.table(lines);
    }

    private static String line(Service service, Line day) {
        List<@Nullable Object> cells = new ArrayList<>(List.of(service.service(), day.period()));
        add(cells, day.cost());
        add(cells, day.predictions());
        add(cells, day.tokens());
        add(cells, day.perPrediction());
        add(cells, day.perThousandTokens());
        cells.add(service.target());
        return CSV.line(cells.toArray());
    }

    private static void add(List<@Nullable Object> cells, @Nullable Bases cost) {
        cells.add(cost == null ? null : cost.allocated());
        cells.add(cost == null ? null : cost.used());
        cells.add(cost == null ? null : cost.idle());
    }

    private static void add(List<@Nullable Object> cells, @Nullable Count count) {
        cells.add(count == null ? null : count.count());
        cells.add(count == null ? null : count.source());
    }
}
