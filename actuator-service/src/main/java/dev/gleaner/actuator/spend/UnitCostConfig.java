package dev.gleaner.actuator.spend;

import io.smallrye.config.ConfigMapping;
import java.math.BigDecimal;
import java.util.Map;

/** The cost of predictions. */
@ConfigMapping(prefix = "actuator.unit-cost")
public interface UnitCostConfig {

    /** Target of each service in USD per prediction, shown beside its cost. The key is the value of its tag. */
    Map<String, BigDecimal> targets();
}
