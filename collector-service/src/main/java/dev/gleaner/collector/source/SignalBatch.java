package dev.gleaner.collector.source;

import dev.gleaner.collector.kafka.KafkaPublisher;

/** What the reading of one file or of several brought. */
public interface SignalBatch {

    /** How many signals there are so far. */
    int size();

    /** How many records, of any kind, were read so far. */
    int records();

    /** Sends all of it, counts it once it is acknowledged, and only then returns. */
    void publish(String source, KafkaPublisher publisher, SourceMeters meters);
}
