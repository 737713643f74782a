package dev.gleaner.actuator.spend;

import dev.gleaner.actuator.format.CsvLines;
import dev.gleaner.actuator.format.PlainDecimal;
import dev.gleaner.contracts.spend.SharedCost;
import dev.gleaner.contracts.spend.SpendCategory;
import dev.gleaner.contracts.spend.SpendDimension;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Spend by the values of a dimension. Amounts are in USD and exact; days are in UTC.
 *
 * @param from first day; absent if there is no bill and the request names no day
 * @param to last day
 * @param totals sums of all rows
 * @param rows categories in the order of the article; other values by effective cost, with {@code unallocated} at the end
 * @param shared shared cost by kind, and how much of it is spread; empty for dimensions that no tag allocates
 * @param bills statements from which the amounts come, the newest first
 */
public record SpendReport(
        SpendDimension by,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        Amount totals,
        List<Row> rows,
        List<Shared> shared,
        List<Statement> bills) {

    private static final CsvLines CSV = new CsvLines("by", "value", "day", "billed", "effective", "idle", "spread");
    private static final int PERCENT_SCALE = 2;

    /**
     * Amounts in USD.
     *
     * @param billed what is billed
     * @param effective with commitments paid in advance spread over what they cover
     * @param idle part of {@code effective} that findings of idle or oversized compute cover
     */
    public record Amount(
            @PlainDecimal BigDecimal billed,
            @PlainDecimal BigDecimal effective,
            @PlainDecimal BigDecimal idle) {

        static Amount of(SpendAmount.Money money) {
            return new Amount(money.billed(), money.effective(), money.idle());
        }
    }

    /**
     * One value of the dimension.
     *
     * @param title name of a category for people; absent for other dimensions
     * @param percent part of the total effective cost in percent; absent if the total is not positive
     * @param usual usual part of a bill in percent, for a category that the article has a range for
     * @param spread part of {@code effective} that is shared cost, spread by rule
     * @param days in ascending order; a day without an amount is left out
     */
    public record Row(
            String value,
            @Nullable String title,
            @Nullable BigDecimal percent,
            SpendCategory.@Nullable Range usual,
            @PlainDecimal BigDecimal billed,
            @PlainDecimal BigDecimal effective,
            @PlainDecimal BigDecimal idle,
            @PlainDecimal BigDecimal spread,
            List<Day> days) {}

    /** One day of one value. */
    public record Day(
            LocalDate day,
            @PlainDecimal BigDecimal billed,
            @PlainDecimal BigDecimal effective,
            @PlainDecimal BigDecimal idle,
            @PlainDecimal BigDecimal spread) {}

    /**
     * Shared cost of a kind.
     *
     * @param method {@code even}, {@code proportional} or {@code fixed}; absent if no rule spreads it
     * @param effective effective cost in USD
     * @param spread part of it that is spread; the rest stays in {@code unallocated}
     */
    public record Shared(
            String kind,
            @Nullable String method,
            @PlainDecimal BigDecimal effective,
            @PlainDecimal BigDecimal spread) {}

    /**
     * The newest statement of a bill, all of it: its sums are also of days outside of the period.
     *
     * @param unreadableLines lines that can't be read and are missing in the sums
     */
    public record Statement(
            String bill,
            Instant stated,
            long lines,
            long unreadableLines,
            @PlainDecimal BigDecimal billed,
            @PlainDecimal BigDecimal effective) {

        static Statement of(SpendRecord.Bill bill) {
            return new Statement(
                    bill.bill(), bill.stated(), bill.lines(), bill.unreadableLines(), bill.billed(), bill.effective());
        }
    }

    /** A report without days, as there is no bill. */
    static SpendReport empty(SpendDimension by) {
        return new SpendReport(by, null, null, Amount.of(SpendAmount.Money.NONE), List.of(), List.of(), List.of());
    }

    /**
     * The report of these amounts.
     *
     * @param amounts all amounts of the dimension in the period, spread already
     */
    static SpendReport of(
            SpendDimension by,
            SpendPeriod period,
            Collection<SpendAmount> amounts,
            SpreadingRules rules,
            List<SpendRecord.Bill> bills) {
        SpendAmount.Money totals = sum(amounts);
        Map<String, List<SpendAmount>> byValue =
                amounts.stream().collect(Collectors.groupingBy(SpendAmount::value, TreeMap::new, Collectors.toList()));
        List<Row> rows = new ArrayList<>();
        if (by == SpendDimension.CATEGORY && !bills.isEmpty()) {
            for (SpendCategory category : SpendCategory.values()) {
                List<SpendAmount> own =
                        Optional.ofNullable(byValue.remove(category.id())).orElse(List.of());
                if (category.usual().isPresent() || !own.isEmpty()) {
                    rows.add(row(category.id(), Optional.of(category), own, totals));
                }
            }
        }
        byValue.entrySet().stream()
                .map(entry -> row(entry.getKey(), Optional.empty(), entry.getValue(), totals))
                .sorted(Comparator.comparing((Row row) -> row.value().equals(SpendDimension.UNALLOCATED))
                        .thenComparing(Row::effective, Comparator.reverseOrder())
                        .thenComparing(Row::value))
                .forEach(rows::add);
        return new SpendReport(
                by,
                period.from(),
                period.to(),
                Amount.of(totals),
                rows,
                by.isAllocated() ? shared(by, amounts, rules) : List.of(),
                bills.stream().map(Statement::of).toList());
    }

    private static Row row(
            String value, Optional<SpendCategory> category, List<SpendAmount> amounts, SpendAmount.Money totals) {
        Map<LocalDate, List<SpendAmount>> byDay =
                amounts.stream().collect(Collectors.groupingBy(SpendAmount::day, TreeMap::new, Collectors.toList()));
        SpendAmount.Money sum = sum(amounts);
        return new Row(
                value,
                category.map(SpendCategory::title).orElse(null),
                percent(sum.effective(), totals.effective()).orElse(null),
                category.flatMap(SpendCategory::usual).orElse(null),
                sum.billed(),
                sum.effective(),
                sum.idle(),
                spread(amounts),
                byDay.entrySet().stream()
                        .map(day -> day(day.getKey(), day.getValue()))
                        .toList());
    }

    private static Day day(LocalDate day, List<SpendAmount> amounts) {
        SpendAmount.Money sum = sum(amounts);
        return new Day(day, sum.billed(), sum.effective(), sum.idle(), spread(amounts));
    }

    private static SpendAmount.Money sum(Collection<SpendAmount> amounts) {
        return amounts.stream().map(SpendAmount::money).reduce(SpendAmount.Money.NONE, SpendAmount.Money::plus);
    }

    private static BigDecimal spread(Collection<SpendAmount> amounts) {
        return sum(amounts.stream()
                        .filter(amount ->
                                amount.isAllocated() && amount.shared().isPresent())
                        .toList())
                .effective();
    }

    private static Optional<BigDecimal> percent(BigDecimal part, BigDecimal whole) {
        return whole.signum() > 0
                ? Optional.of(part.movePointRight(2).divide(whole, PERCENT_SCALE, RoundingMode.HALF_UP))
                : Optional.empty();
    }

    private static List<Shared> shared(SpendDimension by, Collection<SpendAmount> amounts, SpreadingRules rules) {
        return Arrays.stream(SharedCost.values())
                .flatMap(kind -> {
                    List<SpendAmount> own = amounts.stream()
                            .filter(amount -> amount.shared().equals(Optional.of(kind)))
                            .toList();
                    return own.isEmpty()
                            ? Stream.empty()
                            : Stream.of(new Shared(
                                    kind.id(),
                                    rules.method(kind, by)
                                            .map(SpreadingRules.Method::id)
                                            .orElse(null),
                                    sum(own).effective(),
                                    spread(own)));
                })
                .toList();
    }

    /** One line for each value and day. */
    public String toCsv() {
        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            for (Day day : row.days()) {
                lines.add(CSV.line(
                        by.id(), row.value(), day.day(), day.billed(), day.effective(), day.idle(), day.spread()));
            }
        }
        return CSV.table(lines);
    }
}
