package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.checkpoint.Checkpoints;
import dev.gleaner.collector.files.FolderStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.progress.ProgressOwner;
import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.collector.source.CatchUp;
import dev.gleaner.collector.source.Source;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.whereabouts.Whereabouts;
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
class FolderSource implements Source {

    private static final String NAME = "cloudtrail-folder";

    private final CloudTrailConfig config;
    private final Whereabouts whereabouts;
    private final ProgressOwner progress;
    private final Optional<CatchUp<Reading>> catchUp;
    private final Optional<VouchedTrail> vouched;

    FolderSource(
            CloudTrailConfig config,
            Whereabouts whereabouts,
            ProgressOwner progress,
            Publisher publisher,
            Checkpoints checkpoints,
            SourceMeters meters,
            DigestKeys keys,
            Clock clock) {
        this.config = config;
        this.whereabouts = whereabouts;
        this.progress = progress;
        TrailReader reader = TrailReader.of(config, whereabouts);
        this.catchUp = config.folder()
                .filter(folder -> !config.digestsRequired())
                .map(folder -> new CatchUp<>(
                        NAME,
                        new FolderStore(folder, file -> new TrailFile(file).isLog()),
                        reader,
                        publisher,
                        checkpoints,
                        meters,
                        clock));
        this.vouched = config.folder()
                .filter(folder -> config.digestsRequired())
                .map(folder -> new VouchedTrail(
                        NAME,
                        wanted -> new FolderStore(folder, wanted),
                        reader,
                        keys,
                        config,
                        progress,
                        publisher,
                        checkpoints,
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
        whereabouts.awaitFirstListings(NAME, config.inventoryPatience());
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

    private void catchUp(CatchUp<Reading> files) throws IOException {
        CatchUp.Pass pass = files.pass();
        if (pass.complete()) {
            advance(pass.files());
        }
    }

    /** A folder is filled for all its regions at once: the newest delivery tells how far it goes for each of them. */
    private void advance(List<StoredFile> files) {
        List<TrailFile.Delivery> deliveries = files.stream()
                .map(TrailFile::new)
                .map(TrailFile::delivery)
                .flatMap(Optional::stream)
                .toList();
        Optional<Instant> newest =
                deliveries.stream().map(TrailFile.Delivery::time).max(Instant::compareTo);
        newest.ifPresent(through -> deliveries.stream()
                .map(delivery -> new Stretch(NAME, delivery.account(), delivery.region()))
                .distinct()
                .forEach(stretch -> progress.advance(stretch, through)));
    }
}
