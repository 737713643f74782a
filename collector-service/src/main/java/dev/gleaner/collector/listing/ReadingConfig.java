package dev.gleaner.collector.listing;

import java.time.Duration;

/** Whether a kind of resource, or its metrics, are read, and how often. */
public interface ReadingConfig {

    /** Read it. */
    boolean enabled();

    /** Time between two readings. */
    Duration interval();
}
