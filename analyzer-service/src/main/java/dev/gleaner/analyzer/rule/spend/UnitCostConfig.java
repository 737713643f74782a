package dev.gleaner.analyzer.rule.spend;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/** Limits of the rule {@code unit-cost}. */
@ConfigMapping(prefix = "analyzer.unit-cost")
public interface UnitCostConfig {

    /** Days whose cost per prediction is compared. */
    @WithDefault("7")
    int days();

    /** Days before them with whose mean it is compared. */
    @WithDefault("28")
    int before();

    /** Growth over that mean that is reported, in percent. */
    @WithDefault("20")
    double growth();

    /** Days with predictions without which no mean is compared. */
    @WithDefault("14")
    int least();

    /** What a prediction of a service may cost at most, USD, by the name of the service; shown with its cost, and reported if exceeded. */
    Map<String, BigDecimal> targets();

    /** Time that a person needs to find out why. */
    @WithDefault("PT1H")
    Duration effort();
}
