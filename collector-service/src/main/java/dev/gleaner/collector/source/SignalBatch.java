package dev.gleaner.collector.source;

import dev.gleaner.collector.kafka.KafkaPublisher;

/** Result of reading one or more files. */
public interface SignalBatch {

    /** Number of signals so far. */
    int size();

    /** Number of records read so far, of any kind. */
    int records();

    /** Publishes everything, and counts it once Kafka has acknowledged it. */
    void publish(String source, KafkaPublisher publisher, SourceMeters meters);
}
