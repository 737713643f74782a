package dev.gleaner.collector.source;

import java.time.Duration;

/** A source that is read at an interval. */
public interface PolledSource {

    /** How it is polled; asked for once, at the start. */
    Polling polling();

    /** Called once before any source is polled; announces the listings that others may wait for. */
    default void prepare() {}

    /**
     * Publishes new data, and then the progress of the source. Polls of one source do not overlap. It throws when something of the new data
     * could not be read: at a start, other sources wait for the backlog of this one.
     */
    void poll();

    /**
     * How a source is polled.
     *
     * @param name of the source, as in the {@code source} field of signals
     * @param enabled whether the source is configured
     * @param interval time from one poll to the next
     */
    record Polling(String name, boolean enabled, Duration interval) {}
}
