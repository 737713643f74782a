package dev.gleaner.actuator.ledger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** How it is measured what actions saved. */
@ConfigMapping(prefix = "actuator.ledger")
public interface LedgerConfig {

    /** How often it is looked which entries are due. */
    @WithDefault("60s")
    Duration interval();

    /** How long after a look at a target it is looked at again. */
    @WithDefault("1h")
    Duration look();

    /** What Gleaner itself costs, USD per month: machines, topics, database, calls. Unknown as long as nobody says it. */
    Optional<BigDecimal> ownMonthly();
}
