package dev.gleaner.collector.source;

import java.time.Duration;

/** Something that is asked again and again for what it knows. */
public interface PolledSource {

    /** As in the signals' {@code source}. */
    String name();

    /** Whether the configuration asks for it. */
    boolean enabled();

    /** Time from one poll to the next. */
    Duration interval();

    /** Called once, before any source is polled: says what others may wait for. */
    default void prepare() {}

    /** Publishes what is new, and only then says how far it is complete. Runs never twice at a time. */
    void poll();
}
