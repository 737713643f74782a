package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.FolderFileStore;
import dev.gleaner.collector.files.S3FileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.FileStorePoller;
import dev.gleaner.collector.source.LogDelivery;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudtrail.digest.DigestKeyProvider;
import dev.gleaner.collector.source.cloudtrail.digest.DigestVerifiedTrail;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailConfig;
import dev.gleaner.collector.source.cloudtrail.record.TrailFileName;
import dev.gleaner.collector.training.TrainingHostLocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The log files of a trail, in the bucket to which CloudTrail delivers them or in a folder. */
final class TrailFileSource implements PolledSource {

    private final Place place;
    private final CloudTrailConfig config;
    private final NetworkLocator networkLocator;
    private final SourceEnvironment environment;
    private final Optional<FileStorePoller<ParsedTrailBatch>> poller;
    private final Optional<DigestVerifiedTrail> verified;

    /** The trail of {@code collector.cloudtrail.s3}. */
    static TrailFileSource inBucket(
            CloudTrailConfig config,
            RateLimitedAwsClients aws,
            NetworkLocator networkLocator,
            TrainingHostLocator trainingHostLocator,
            DigestKeyProvider keys,
            SourceEnvironment environment) {
        return new TrailFileSource(
                Place.BUCKET,
                config.s3().map(prefix -> wanted -> new S3FileStore(aws, prefix, wanted)),
                config,
                networkLocator,
                trainingHostLocator,
                keys,
                environment);
    }

    /** The trail of {@code collector.cloudtrail.folder}. */
    static TrailFileSource inFolder(
            CloudTrailConfig config,
            NetworkLocator networkLocator,
            TrainingHostLocator trainingHostLocator,
            DigestKeyProvider keys,
            SourceEnvironment environment) {
        return new TrailFileSource(
                Place.FOLDER,
                config.folder().map(folder -> wanted -> new FolderFileStore(folder, wanted)),
                config,
                networkLocator,
                trainingHostLocator,
                keys,
                environment);
    }

    private TrailFileSource(
            Place place,
            Optional<Function<Predicate<StoredFile>, FileStore>> store,
            CloudTrailConfig config,
            NetworkLocator networkLocator,
            TrainingHostLocator trainingHostLocator,
            DigestKeyProvider keys,
            SourceEnvironment environment) {
        this.place = place;
        this.config = config;
        this.networkLocator = networkLocator;
        this.environment = environment;
        TrailReader reader = TrailReader.of(config, networkLocator, trainingHostLocator);
        this.poller = store.filter(made -> !config.digestsRequired())
                .map(made -> new FileStorePoller<>(
                        place.source, made.apply(file -> new TrailFileName(file).isLog()), reader, environment));
        this.verified = store.filter(made -> config.digestsRequired())
                .map(made -> new DigestVerifiedTrail(place.source, made, reader, keys, config, environment));
    }

    @Override
    public Polling polling() {
        return new Polling(place.source, poller.isPresent() || verified.isPresent(), config.interval());
    }

    @Override
    public void poll() {
        networkLocator.awaitFirstListings(place.source, config.inventoryPatience());
        try {
            if (verified.isPresent()) {
                verified.get().poll();
            } else {
                readUnread(poller.orElseThrow());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't list the " + place.described, e);
        }
    }

    /** Lists a bucket until nothing is new: only then everything up to the start of that listing has been read. */
    private void readUnread(FileStorePoller<ParsedTrailBatch> files) throws IOException {
        Instant started;
        FileStorePoller.Pass pass;
        do {
            started = environment.clock().instant();
            pass = files.poll();
        } while (place == Place.BUCKET && pass.unread() > 0 && pass.complete());
        if (pass.complete()) {
            advance(pass.files(), started.minus(TrailFileName.LATEST_DELIVERY));
        }
    }

    /** A folder is filled for all its regions at once, so that each of them is complete up to the newest delivery. */
    private void advance(List<StoredFile> files, Instant listed) {
        List<LogDelivery> deliveries = files.stream()
                .map(TrailFileName::new)
                .map(TrailFileName::delivery)
                .flatMap(Optional::stream)
                .toList();
        LogDelivery.advance(
                environment.progress(), place.source, deliveries, newest -> place == Place.BUCKET ? listed : newest);
    }

    private enum Place {
        BUCKET("cloudtrail-s3", "bucket of collector.cloudtrail.s3"),
        FOLDER("cloudtrail-folder", "folder of collector.cloudtrail.folder");

        private final String source;
        private final String described;

        Place(String source, String described) {
            this.source = source;
            this.described = described;
        }
    }
}
