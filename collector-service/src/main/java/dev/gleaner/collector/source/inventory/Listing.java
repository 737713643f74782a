package dev.gleaner.collector.source.inventory;

import dev.gleaner.collector.progress.Stretch;
import java.time.Instant;

/**
 * One complete listing of the instances of a region.
 *
 * @param place where it came from
 * @param account that owns the instances
 * @param asOf the time it is true for
 */
record Listing(String place, String account, String region, Instant asOf) {

    /** Name of the source, whoever was asked: rules need an inventory, from the API or recorded. */
    static final String SOURCE = "inventory";

    Stretch stretch() {
        return new Stretch(SOURCE, account, region);
    }
}
