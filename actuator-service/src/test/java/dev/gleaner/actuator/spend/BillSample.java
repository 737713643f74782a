package dev.gleaner.actuator.spend;

import dev.gleaner.contracts.spend.SharedCost;
import dev.gleaner.contracts.spend.SpendDimension;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/** Lines of one or two bills by a seed, and the amounts of each dimension that follow from them. */
final class BillSample {

    static final LocalDate FIRST = LocalDate.parse("2026-10-01");

    private final List<Line> lines = new ArrayList<>();

    /** One line; what is shared has no tags. */
    private record Line(
            String bill,
            LocalDate day,
            Optional<SharedCost> shared,
            Map<SpendDimension, String> values,
            SpendAmount.Money money) {}

    BillSample(long seed) {
        Random random = new Random(seed);
        // Some bills have no tags at all, so that nothing can be spread.
        double tagged = random.nextInt(5) == 0 ? 0 : random.nextDouble();
        int count = 1 + random.nextInt(60);
        for (int i = 0; i < count; i++) {
            Optional<SharedCost> shared = random.nextInt(3) == 0
                    ? Optional.of(SharedCost.values()[random.nextInt(SharedCost.values().length)])
                    : Optional.empty();
            Map<SpendDimension, String> values = new EnumMap<>(SpendDimension.class);
            for (SpendDimension dimension : SpendDimension.values()) {
                boolean isKnown = !dimension.isAllocated() || shared.isEmpty() && random.nextDouble() < tagged;
                values.put(dimension, isKnown ? dimension.id() + random.nextInt(6) : SpendDimension.UNALLOCATED);
            }
            lines.add(new Line(
                    "1234 " + FIRST.plusMonths(random.nextInt(2)),
                    FIRST.plusDays(random.nextInt(4)),
                    shared,
                    values,
                    new SpendAmount.Money(amount(random), amount(random), amount(random))));
        }
    }

    /** Charges, refunds and nothing, with 0 to 12 digits after the point. */
    private static BigDecimal amount(Random random) {
        if (random.nextInt(10) == 0) {
            return BigDecimal.ZERO;
        }
        return BigDecimal.valueOf(random.nextInt(2_000_000_000) - 300_000_000, random.nextInt(13));
    }

    /** Amounts as the analyzer publishes them. */
    List<SpendAmount> by(SpendDimension dimension) {
        Map<List<Object>, SpendAmount> sums = new HashMap<>();
        for (Line line : lines) {
            SpendAmount amount = new SpendAmount(
                    line.bill(),
                    line.values().getOrDefault(dimension, ""),
                    dimension.isAllocated() ? line.shared() : Optional.empty(),
                    line.day(),
                    line.money());
            sums.merge(
                    List.of(amount.bill(), amount.value(), amount.shared(), amount.day()),
                    amount,
                    (one, other) -> new SpendAmount(
                            one.bill(),
                            one.value(),
                            one.shared(),
                            one.day(),
                            one.money().plus(other.money())));
        }
        return List.copyOf(sums.values());
    }

    /** Sums of the lines by day. */
    Map<LocalDate, SpendAmount.Money> byDay() {
        BinaryOperator<SpendAmount.Money> plus = SpendAmount.Money::plus;
        return lines.stream().collect(Collectors.toMap(Line::day, Line::money, plus));
    }

    /** Effective cost in USD by bill and allocated value. */
    static Map<String, Map<String, BigDecimal>> effective(List<SpendAmount> amounts) {
        return amounts.stream()
                .filter(amount -> amount.isAllocated() && amount.shared().isEmpty())
                .collect(Collectors.groupingBy(
                        SpendAmount::bill,
                        Collectors.toMap(
                                SpendAmount::value, amount -> amount.money().effective(), BigDecimal::add)));
    }
}
