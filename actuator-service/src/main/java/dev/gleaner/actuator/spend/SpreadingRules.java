package dev.gleaner.actuator.spend;

import dev.gleaner.contracts.spend.SharedCost;
import dev.gleaner.contracts.spend.SpendDimension;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How shared cost is spread over the values of allocated dimensions.
 *
 * @param methods by kind and dimension; cost without a method is not spread
 */
record SpreadingRules(Map<SharedCost, Map<SpendDimension, Method>> methods) {

    static final SpreadingRules NONE = new SpreadingRules(Map.of());

    SpreadingRules {
        methods = Map.copyOf(methods);
    }

    /** Whether any kind is spread over this dimension. */
    boolean isSpreadOver(SpendDimension dimension) {
        return methods.values().stream().anyMatch(byDimension -> byDimension.containsKey(dimension));
    }

    Optional<Method> method(SharedCost kind, SpendDimension dimension) {
        return Optional.ofNullable(methods.getOrDefault(kind, Map.of()).get(dimension));
    }

    /** How an amount is divided. */
    sealed interface Method permits Even, Proportional, Fixed {

        /** Name in the file and in the REST interface. */
        String id();

        /**
         * Weights of the values; empty if nothing is to be spread.
         *
         * @param effective effective cost in USD of each allocated value in the same bill, without shared cost
         */
        Map<String, BigDecimal> weights(Map<String, BigDecimal> effective);
    }

    /** The same part for each value that has an amount in the bill. */
    record Even() implements Method {

        @Override
        public String id() {
            return "even";
        }

        @Override
        public Map<String, BigDecimal> weights(Map<String, BigDecimal> effective) {
            return effective.keySet().stream().collect(Collectors.toMap(value -> value, value -> BigDecimal.ONE));
        }
    }

    /** In proportion to the effective cost of the values in the bill; values that cost nothing get nothing. */
    record Proportional() implements Method {

        @Override
        public String id() {
            return "proportional";
        }

        @Override
        public Map<String, BigDecimal> weights(Map<String, BigDecimal> effective) {
            return effective.entrySet().stream()
                    .filter(value -> value.getValue().signum() > 0)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }
    }

    /**
     * Fixed shares.
     *
     * @param shares in percent by value, adding up to 100
     */
    record Fixed(Map<String, BigDecimal> shares) implements Method {

        Fixed {
            shares = Map.copyOf(shares);
        }

        @Override
        public String id() {
            return "fixed";
        }

        @Override
        public Map<String, BigDecimal> weights(Map<String, BigDecimal> effective) {
            return effective.isEmpty() ? Map.of() : shares;
        }
    }
}
