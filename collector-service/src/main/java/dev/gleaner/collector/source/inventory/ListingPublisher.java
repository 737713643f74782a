package dev.gleaner.collector.source.inventory;

import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.progress.ProgressPublisher;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.signal.proto.Signal;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/** Publishes what is new in a complete listing of a region, counts it, and then reports progress. */
@Singleton
public record ListingPublisher(
        InventoryConfig config, KafkaPublisher publisher, ProgressPublisher progress, SourceMeters meters) {

    /** Reason for which a listed resource is not published. */
    private static final String UNCHANGED = "unchanged";

    /**
     * Returns once Kafka has acknowledged everything.
     *
     * @param asOf time for which the listing is valid
     * @param records number of listed resources
     */
    public void publish(SourceScope listed, Instant asOf, int records, List<Signal> signals) {
        publish(listed.source(), signals);
        meters.files(listed.source(), 1);
        meters.records(listed.source(), records);
        progress.advance(listed, asOf);
    }

    /** Publishes the new and changed ones of some listed resources without progress, and counts them. */
    void publish(String source, List<Signal> signals) {
        int published = publisher.publishListing(signals, config.unchangedInterval());
        meters.signals(source, published);
        meters.skipped(source, UNCHANGED, signals.size() - published);
    }
}
