package dev.gleaner.collector.source;

import dev.gleaner.collector.publish.Publisher;

/** What the reading of one file or of several brought. */
public interface Gathering {

    /** How many signals there are so far. */
    int size();

    /** How many records, of any kind, were read so far. */
    int records();

    /** Sends all of it, counts it once it is acknowledged, and only then returns. */
    void publish(String source, Publisher publisher, SourceMeters meters);
}
