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
    public void publish(ParsedTrailBatch parsedTrailBatch) {
        publisher.publishSignals(parsedTrailBatch.signals());
        publisher.publishEchoes(parsedTrailBatch.echoes());
        publisher.publishDeadLetters(parsedTrailBatch.deadLetters());
        count(parsedTrailBatch);
    }

    /** A message that was not read and comes no more. */
    public void countRedriven() {
        meters.redriven(source);
    }

    private void count(ParsedTrailBatch parsedTrailBatch) {
        meters.files(source, parsedTrailBatch.files());
        meters.records(source, parsedTrailBatch.entries());
        meters.signals(source, parsedTrailBatch.signals().size());
        meters.failedCalls(source, parsedTrailBatch.failedCalls());
        meters.echoes(source, parsedTrailBatch.echoes().size());
        meters.deadLetters(source, parsedTrailBatch.deadLetters().size());
        parsedTrailBatch.accesses().forEach((reader, count) -> meters.accesses(source, reader, count));
        parsedTrailBatch.skipped().forEach((reason, count) -> meters.skipped(source, reason, count));
    }
}
