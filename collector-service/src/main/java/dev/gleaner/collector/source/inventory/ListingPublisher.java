package dev.gleaner.collector.source.inventory;

import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.progress.ProgressPublisher;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.signal.proto.Signal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Publishes a complete listing of a region, counts it, and then reports progress. */
@ApplicationScoped
public class ListingPublisher {

    private final KafkaPublisher publisher;
    private final ProgressPublisher progress;
    private final SourceMeters meters;

    ListingPublisher(KafkaPublisher publisher, ProgressPublisher progress, SourceMeters meters) {
        this.publisher = publisher;
        this.progress = progress;
        this.meters = meters;
    }

    /**
     * Returns once Kafka has acknowledged everything.
     *
     * @param asOf time for which the listing is valid
     * @param records number of listed resources
     */
    public void publish(SourceScope listed, Instant asOf, int records, List<Signal> signals) {
        publisher.publishInventory(signals);
        meters.files(listed.source(), 1);
        meters.records(listed.source(), records);
        meters.signals(listed.source(), signals.size());
        progress.advance(listed, asOf);
    }
}
