package dev.gleaner.actuator.ledger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** Measurement of what applied actions save. */
@ConfigMapping(prefix = "actuator.ledger")
public interface LedgerConfig {

    /** Time between two checks for ledger entries that are due. */
    @WithDefault("60s")
    Duration interval();

    /** Time between two inspections of a target. */
    @WithDefault("1h")
    Duration look();

    /** Cost of Gleaner itself in USD per month, shown beside the savings. Without it the cost is shown as unknown. */
    Optional<BigDecimal> ownMonthly();
}
