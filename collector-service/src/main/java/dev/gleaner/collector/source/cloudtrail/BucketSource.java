package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.checkpoint.Checkpoints;
import dev.gleaner.collector.files.BucketStore;
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

/** A trail that is delivered to a bucket. */
@ApplicationScoped
class BucketSource implements Source {

    private static final String NAME = "cloudtrail-s3";

    private final CloudTrailConfig config;
    private final Whereabouts whereabouts;
    private final ProgressOwner progress;
    private final Clock clock;
    private final Optional<CatchUp<Reading>> catchUp;
    private final Optional<Digests> digests;

    BucketSource(
            CloudTrailConfig config,
            AwsClients aws,
            Whereabouts whereabouts,
            ProgressOwner progress,
            Publisher publisher,
            Checkpoints checkpoints,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        this.whereabouts = whereabouts;
        this.progress = progress;
        this.clock = clock;
        TrailReader reader = TrailReader.of(config, whereabouts);
        this.catchUp = config.s3()
                .map(place -> new CatchUp<>(
                        NAME,
                        new BucketStore(aws, place, file -> new TrailFile(file).isLog()),
                        reader,
                        publisher,
                        checkpoints,
                        meters,
                        clock));
        this.digests = config.s3()
                .filter(place -> config.digestsRequired())
                .map(place -> new Digests(new BucketStore(aws, place, file -> new TrailFile(file).isDigest())));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean enabled() {
        return catchUp.isPresent();
    }

    @Override
    public Duration interval() {
        return config.interval();
    }

    /** Lists until nothing is new: only then everything until the start of that listing has been read. */
    @Override
    public void poll() {
        whereabouts.awaitFirstListings(NAME, config.inventoryPatience());
        try {
            lookAtDigests();
            Instant started;
            CatchUp.Pass pass;
            do {
                started = clock.instant();
                pass = catchUp.orElseThrow().pass();
            } while (pass.unread() > 0 && pass.complete());
            List<StoredFile> files = pass.files();
            digests.ifPresent(all -> all.requireWhole(files));
            if (pass.complete()) {
                advance(files, started.minus(TrailFile.Delivery.LATEST));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't list the bucket of collector.cloudtrail.s3", e);
        }
    }

    private void lookAtDigests() throws IOException {
        if (digests.isPresent()) {
            digests.get().look();
        }
    }

    private void advance(List<StoredFile> files, Instant through) {
        files.stream()
                .map(TrailFile::new)
                .map(TrailFile::delivery)
                .flatMap(Optional::stream)
                .map(delivery -> new Stretch(NAME, delivery.account(), delivery.region()))
                .distinct()
                .forEach(stretch -> progress.advance(stretch, through));
    }
}
