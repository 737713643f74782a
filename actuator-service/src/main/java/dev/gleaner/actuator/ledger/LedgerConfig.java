package dev.gleaner.actuator.ledger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;

/** Measurement of what applied actions save. */
@ConfigMapping(prefix = "actuator.ledger")
public interface LedgerConfig {

    /** Time between two checks for ledger entries that are due. */
    @WithDefault("60s")
    Duration interval();

    /** Time between two inspections of a target. */
    @WithDefault("1h")
    Duration look();

    /** Time from the end of a day (UTC) after which a statement of the bill is taken to have all charges of the day. */
    @WithDefault("24h")
    Duration billLag();

    /** Largest difference between the saving by the bill and the measured one, in percent of the latter, that is no dispute. */
    @WithDefault("10")
    BigDecimal disputePercent();
}
