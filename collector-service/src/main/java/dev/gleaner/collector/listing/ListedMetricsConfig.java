package dev.gleaner.collector.listing;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Metrics of a kind of resource that is listed. */
public interface ListedMetricsConfig extends ReadingConfig {

    /** Request metrics of this kind of resource, if it is listed; also with a metric stream, in which they are not read. */
    @Override
    @WithDefault("true")
    boolean enabled();

    /** Time between two requests for the same resource; each request covers all hours since the previous one. */
    @Override
    @WithDefault("P1D")
    Duration interval();
}
