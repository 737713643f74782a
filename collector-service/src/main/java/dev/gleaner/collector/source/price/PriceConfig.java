package dev.gleaner.collector.source.price;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What AWS says that things cost. Asking is free. */
@ConfigMapping(prefix = "collector.prices")
public interface PriceConfig {

    /** Whether the price list is read for {@code collector.aws.regions}, where instances are listed by the API. */
    @WithDefault("true")
    boolean enabled();

    /** How often; types of instances that were not seen before are asked for within ten minutes. */
    @WithDefault("P1D")
    Duration interval();

    /** How long the first reading waits for instances to be listed, as only the types that there are are asked for. */
    @WithDefault("PT5M")
    Duration inventoryPatience();

    /** What instances cost on the spot market. */
    Spot spot();

    /** Prices that move within a day. */
    interface Spot {

        /** Whether they are read, where the price list is read too. */
        @WithDefault("true")
        boolean enabled();

        /** How often; findings take the last price of a day. */
        @WithDefault("PT12H")
        Duration interval();
    }
}
