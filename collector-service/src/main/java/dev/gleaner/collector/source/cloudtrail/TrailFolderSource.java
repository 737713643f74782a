package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.files.FolderFileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.kafka.CheckpointReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.progress.ProgressPublisher;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.FileStorePoller;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.cloudtrail.digest.DigestKeyProvider;
import dev.gleaner.collector.source.cloudtrail.digest.DigestVerifiedTrail;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailConfig;
import dev.gleaner.collector.source.cloudtrail.record.TrailFileName;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A trail that lies in a folder. */
@ApplicationScoped
class TrailFolderSource implements PolledSource {

    private static final String NAME = "cloudtrail-folder";

    private final CloudTrailConfig config;
    private final NetworkLocator networkLocator;
    private final ProgressPublisher progress;
    private final Optional<FileStorePoller<ParsedTrailBatch>> catchUp;
    private final Optional<DigestVerifiedTrail> vouched;

    TrailFolderSource(
            CloudTrailConfig config,
            NetworkLocator networkLocator,
            ProgressPublisher progress,
            KafkaPublisher publisher,
            CheckpointReader checkpointReader,
            SourceMeters meters,
            DigestKeyProvider keys,
            Clock clock) {
        this.config = config;
        this.networkLocator = networkLocator;
        this.progress = progress;
        TrailReader reader = TrailReader.of(config, networkLocator);
        this.catchUp = config.folder()
                .filter(folder -> !config.digestsRequired())
                .map(folder -> new FileStorePoller<>(
                        NAME,
                        new FolderFileStore(folder, file -> new TrailFileName(file).isLog()),
                        reader,
                        publisher,
                        checkpointReader,
                        meters,
                        clock));
        this.vouched = config.folder()
                .filter(folder -> config.digestsRequired())
                .map(folder -> new DigestVerifiedTrail(
                        NAME,
                        wanted -> new FolderFileStore(folder, wanted),
                        reader,
                        keys,
                        config,
                        progress,
                        publisher,
                        checkpointReader,
                        meters,
                        clock));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean enabled() {
        return config.folder().isPresent();
    }

    @Override
    public Duration interval() {
        return config.interval();
    }

    @Override
    public void poll() {
        networkLocator.awaitFirstListings(NAME, config.inventoryPatience());
        try {
            if (vouched.isPresent()) {
                vouched.get().poll();
            } else {
                catchUp(catchUp.orElseThrow());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't list the folder of collector.cloudtrail.folder", e);
        }
    }

    private void catchUp(FileStorePoller<ParsedTrailBatch> files) throws IOException {
        FileStorePoller.Pass pass = files.poll();
        if (pass.complete()) {
            advance(pass.files());
        }
    }

    /** A folder is filled for all its regions at once: the newest delivery tells how far it goes for each of them. */
    private void advance(List<StoredFile> files) {
        List<TrailFileName.Delivery> deliveries = files.stream()
                .map(TrailFileName::new)
                .map(TrailFileName::delivery)
                .flatMap(Optional::stream)
                .toList();
        Optional<Instant> newest =
                deliveries.stream().map(TrailFileName.Delivery::time).max(Instant::compareTo);
        newest.ifPresent(through -> deliveries.stream()
                .map(delivery -> new SourceScope(NAME, delivery.account(), delivery.region()))
                .distinct()
                .forEach(sourceScope -> progress.advance(sourceScope, through)));
    }
}
