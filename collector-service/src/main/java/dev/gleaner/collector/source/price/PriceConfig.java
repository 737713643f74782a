package dev.gleaner.collector.source.price;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Prices from the AWS price list. Reading it is free of charge. */
@ConfigMapping(prefix = "collector.prices")
public interface PriceConfig {

    /** Read the price list for {@code collector.aws.regions}, if instances are listed by the API. */
    @WithDefault("true")
    boolean enabled();

    /** Time between two readings. The price of a newly seen instance type is requested within ten minutes. */
    @WithDefault("P1D")
    Duration interval();

    /** Time between two readings of the prices of storage, logs and transfer, which change a few times a year. */
    @WithDefault("P7D")
    Duration servicesInterval();

    /** Longest wait of the first reading for the list of instances, from which the instance types are known. */
    @WithDefault("PT5M")
    Duration inventoryPatience();

    /** Spot prices. */
    Spot spot();

    /** Spot prices, which change within a day. */
    interface Spot {

        /** Read spot prices, if the price list is read. */
        @WithDefault("true")
        boolean enabled();

        /** Time between two readings. A finding uses the last price of a day. */
        @WithDefault("PT12H")
        Duration interval();
    }
}
