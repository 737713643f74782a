package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.files.S3FileStore;
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

/** A trail that is delivered to a bucket. */
@ApplicationScoped
class TrailBucketSource implements PolledSource {

    private static final String NAME = "cloudtrail-s3";

    private final CloudTrailConfig config;
    private final NetworkLocator networkLocator;
    private final ProgressPublisher progress;
    private final Clock clock;
    private final Optional<FileStorePoller<ParsedTrailBatch>> catchUp;
    private final Optional<DigestVerifiedTrail> vouched;

    TrailBucketSource(
            CloudTrailConfig config,
            RateLimitedAwsClients aws,
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
        this.clock = clock;
        TrailReader reader = TrailReader.of(config, networkLocator);
        this.catchUp = config.s3()
                .filter(place -> !config.digestsRequired())
                .map(place -> new FileStorePoller<>(
                        NAME,
                        new S3FileStore(aws, place, file -> new TrailFileName(file).isLog()),
                        reader,
                        publisher,
                        checkpointReader,
                        meters,
                        clock));
        this.vouched = config.s3()
                .filter(place -> config.digestsRequired())
                .map(place -> new DigestVerifiedTrail(
                        NAME,
                        wanted -> new S3FileStore(aws, place, wanted),
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
        return config.s3().isPresent();
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
            throw new UncheckedIOException("can't list the bucket of collector.cloudtrail.s3", e);
        }
    }

    /** Lists until nothing is new: only then everything until the start of that listing has been read. */
    private void catchUp(FileStorePoller<ParsedTrailBatch> files) throws IOException {
        Instant started;
        FileStorePoller.Pass pass;
        do {
            started = clock.instant();
            pass = files.poll();
        } while (pass.unread() > 0 && pass.complete());
        if (pass.complete()) {
            advance(pass.files(), started.minus(TrailFileName.Delivery.LATEST));
        }
    }

    private void advance(List<StoredFile> files, Instant through) {
        files.stream()
                .map(TrailFileName::new)
                .map(TrailFileName::delivery)
                .flatMap(Optional::stream)
                .map(delivery -> new SourceScope(NAME, delivery.account(), delivery.region()))
                .distinct()
                .forEach(sourceScope -> progress.advance(sourceScope, through));
    }
}
