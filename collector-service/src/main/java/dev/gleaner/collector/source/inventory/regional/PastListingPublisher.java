package dev.gleaner.collector.source.inventory.regional;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.collector.source.inventory.ListingPublisher;
import dev.gleaner.contracts.signal.proto.Signal;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Publishes the listings of {@code collector.inventory.past-listings}, oldest first. This has to be done before the first
 * listing by the API is published, because progress never decreases, and an hour that is final ignores what comes later.
 */
@ApplicationScoped
class PastListingPublisher {

    private final Optional<Path> folder;
    private final ListingPublisher listings;
    private final KafkaPublisher publisher;
    private final SourceMeters meters;
    private final Clock clock;

    PastListingPublisher(
            InventoryConfig config,
            ListingPublisher listings,
            KafkaPublisher publisher,
            SourceMeters meters,
            Clock clock) {
        this.folder = config.pastListings().map(path -> path.toAbsolutePath().normalize());
        this.listings = listings;
        this.publisher = publisher;
        this.meters = meters;
        this.clock = clock;
    }

    /** Publishes all listings of a kind; returns once Kafka has acknowledged them. */
    void publish(KindListing kind) {
        Optional<KindListing.RecordedListingParser> parser = kind.recordedListingParser();
        if (folder.isEmpty() || parser.isEmpty()) {
            return;
        }
        try {
            List<PastListingReader.PastListingFile> files = new PastListingReader(folder.get()).files(kind);
            for (PastListingReader.PastListingFile file : files) {
                if (file.asOf().isAfter(clock.instant())) {
                    Log.warnf("Listing %s of %s is ignored: its time is in the future", file.place(), kind.source());
                } else {
                    publish(kind, parser.get(), file, Files.readAllBytes(file.path()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the folder of collector.inventory.past-listings", e);
        }
    }

    private void publish(
            KindListing kind,
            KindListing.RecordedListingParser parser,
            PastListingReader.PastListingFile file,
            byte[] content) {
        try {
            List<Signal> signals = PastListingReader.signals(kind, parser, file, content);
            listings.publish(
                    new SourceScope(kind.source(), file.account(), file.region()),
                    file.asOf(),
                    signals.size(),
                    signals);
        } catch (InvalidInputException e) {
            publisher.publishDeadLetters(List.of(DeadLetterFactory.create(
                    kind.source(), file.place(), -1, DeadLetterExcerpt.of(content), e.reason())));
            meters.deadLetters(kind.source(), 1);
        }
    }
}
