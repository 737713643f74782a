package dev.gleaner.actuator.spend;

import dev.gleaner.contracts.spend.SpendDimension;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Spreads shared cost over the allocated values of a dimension. Each amount of a day is divided by itself and exactly, so that
 * the values add up to the bill before and after, on each day.
 */
final class SharedCostSpreader {

    private final SpendDimension dimension;
    private final SpreadingRules rules;
    private final Map<String, Map<String, BigDecimal>> effective;

    /**
     * @param effective effective cost in USD by bill and allocated value, without shared cost: of the whole bill, so that a day's
     *     amounts do not depend on the period that is asked for
     */
    SharedCostSpreader(SpendDimension dimension, SpreadingRules rules, Map<String, Map<String, BigDecimal>> effective) {
        this.dimension = dimension;
        this.rules = rules;
        this.effective = Map.copyOf(effective);
    }

    /** The same amounts, with those of shared cost divided where a rule says so. Divided ones keep their kind. */
    List<SpendAmount> spread(Collection<SpendAmount> amounts) {
        return amounts.stream().flatMap(this::divide).toList();
    }

    private Stream<SpendAmount> divide(SpendAmount amount) {
        Map<String, BigDecimal> weights = weights(amount);
        if (weights.isEmpty()) {
            return Stream.of(amount);
        }
        Map<String, BigDecimal> billed = LargestRemainder.divide(amount.money().billed(), weights);
        Map<String, BigDecimal> spread = LargestRemainder.divide(amount.money().effective(), weights);
        Map<String, BigDecimal> idle = LargestRemainder.divide(amount.money().idle(), weights);
        return billed.keySet().stream()
                .map(value -> new SpendAmount(
                        amount.bill(),
                        value,
                        amount.shared(),
                        amount.day(),
                        new SpendAmount.Money(part(billed, value), part(spread, value), part(idle, value))))
                .filter(part -> !part.money().isZero());
    }

    private Map<String, BigDecimal> weights(SpendAmount amount) {
        if (!dimension.isAllocated() || amount.isAllocated()) {
            return Map.of();
        }
        return amount.shared()
                .flatMap(kind -> rules.method(kind, dimension))
                .map(method -> method.weights(effective.getOrDefault(amount.bill(), Map.of())))
                .orElse(Map.of());
    }

    private static BigDecimal part(Map<String, BigDecimal> parts, String value) {
        return parts.getOrDefault(value, BigDecimal.ZERO);
    }
}
