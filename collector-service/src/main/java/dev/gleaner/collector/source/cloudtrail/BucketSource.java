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
    private final Optional<VouchedTrail> vouched;

    BucketSource(
            CloudTrailConfig config,
            AwsClients aws,
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
        this.clock = clock;
        TrailReader reader = TrailReader.of(config, whereabouts);
        this.catchUp = config.s3()
                .filter(place -> !config.digestsRequired())
                .map(place -> new CatchUp<>(
                        NAME,
                        new BucketStore(aws, place, file -> new TrailFile(file).isLog()),
                        reader,
                        publisher,
                        checkpoints,
                        meters,
                        clock));
        this.vouched = config.s3()
                .filter(place -> config.digestsRequired())
                .map(place -> new VouchedTrail(
                        NAME,
                        wanted -> new BucketStore(aws, place, wanted),
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
        return config.s3().isPresent();
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
            throw new UncheckedIOException("can't list the bucket of collector.cloudtrail.s3", e);
        }
    }

    /** Lists until nothing is new: only then everything until the start of that listing has been read. */
    private void catchUp(CatchUp<Reading> files) throws IOException {
        Instant started;
        CatchUp.Pass pass;
        do {
            started = clock.instant();
            pass = files.pass();
        } while (pass.unread() > 0 && pass.complete());
        if (pass.complete()) {
            advance(pass.files(), started.minus(TrailFile.Delivery.LATEST));
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
