package dev.gleaner.collector.source.cloudtrail.mapping;

import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.SourceMeters;

/** Sends what a reading brought, and counts it once Kafka has acknowledged all of it. */
public final class TrailBatchPublisher {

    private final String source;
    private final KafkaPublisher publisher;
    private final SourceMeters meters;

    public TrailBatchPublisher(String source, KafkaPublisher publisher, SourceMeters meters) {
        this.source = source;
        this.publisher = publisher;
        this.meters = meters;
    }

    /** All of it is acknowledged on return. */
    public void publish(ParsedTrailBatch reading) {
        publisher.publishSignals(reading.signals());
        publisher.publishEchoes(reading.echoes());
        publisher.publishDeadLetters(reading.deadLetters());
        count(reading);
    }

    /** A message that was not read and comes no more. */
    public void countRedriven() {
        meters.redriven(source);
    }

    private void count(ParsedTrailBatch reading) {
        meters.files(source, reading.files());
        meters.records(source, reading.entries());
        meters.signals(source, reading.signals().size());
        meters.failedCalls(source, reading.failedCalls());
        meters.echoes(source, reading.echoes().size());
        meters.deadLetters(source, reading.deadLetters().size());
        reading.accesses().forEach((reader, count) -> meters.accesses(source, reader, count));
        reading.skipped().forEach((reason, count) -> meters.skipped(source, reason, count));
    }
}
