package dev.gleaner.collector.listing;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Listing of a kind of resource that changes slowly. */
public interface ListingConfig extends ReadingConfig {

    /** List this kind of resource, if instances are listed by the API. */
    @Override
    @WithDefault("true")
    boolean enabled();

    /** Time between two listings of this kind. */
    @Override
    @WithDefault("P1D")
    Duration interval();
}
