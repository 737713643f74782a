package dev.gleaner.collector.source;

import java.time.Duration;

/** A source that is read at an interval. */
public interface PolledSource {

    /** Name of the source, as in the {@code source} field of signals. */
    String name();

    /** Whether the source is configured. */
    boolean enabled();

    /** Time from one poll to the next. */
    Duration interval();

    /** Called once before any source is polled; announces the listings that others may wait for. */
    default void prepare() {}

    /**
     * Publishes new data, and then the progress of the source. Polls of one source do not overlap. It throws when something of the new data
     * could not be read: at a start, other sources wait for the backlog of this one.
     */
    void poll();
}
