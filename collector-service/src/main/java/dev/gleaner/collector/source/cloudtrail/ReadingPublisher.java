package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.collector.source.SourceMeters;

/** Sends what a reading brought, and counts it once Kafka has acknowledged all of it. */
final class ReadingPublisher {

    private final String source;
    private final Publisher publisher;
    private final SourceMeters meters;

    ReadingPublisher(String source, Publisher publisher, SourceMeters meters) {
        this.source = source;
        this.publisher = publisher;
        this.meters = meters;
    }

    /** All of it is acknowledged on return. */
    void publish(Reading reading) {
        publisher.signals(reading.signals());
        publisher.echoes(reading.echoes());
        publisher.deadLetters(reading.deadLetters());
        count(reading);
    }

    /** A message that was not read and comes no more. */
    void countRedriven() {
        meters.redriven(source);
    }

    private void count(Reading reading) {
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
