package dev.gleaner.analyzer.rule.spend;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rules about what bills say.
 *
 * @param targets USD per prediction at most, by the name of the service
 */
public record SpendRules(UnitCost unitCost, UnusedCommitment unusedCommitment, Map<String, BigDecimal> targets) {

    public SpendRules {
        targets = Collections.unmodifiableMap(new TreeMap<>(targets));
    }

    /** By the configuration. */
    public static SpendRules of(UnitCostConfig unitCost, UnusedCommitmentConfig unusedCommitment) {
        return new SpendRules(UnitCost.of(unitCost), UnusedCommitment.of(unusedCommitment), unitCost.targets());
    }
}
