package dev.gleaner.collector.source.accesslog;

import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.files.FolderOrBucket;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.FileStorePoller;
import dev.gleaner.collector.source.LogDelivery;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceEnvironment;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/** Server access logs of S3 in a folder or delivered to a bucket. */
@ApplicationScoped
class AccessLogSource implements PolledSource {

    private static final String NAME = "s3-access-logs";

    private final AccessLogsConfig config;
    private final NetworkLocator networkLocator;
    private final SourceEnvironment environment;
    private final Optional<FileStorePoller<AccessLogBatch>> poller;

    /** The newest delivery of each account and region. */
    private final Map<String, LogDelivery> newest = new TreeMap<>();

    AccessLogSource(
            AccessLogsConfig config,
            RateLimitedAwsClients aws,
            NetworkLocator networkLocator,
            SourceEnvironment environment) {
        this.config = config;
        this.networkLocator = networkLocator;
        this.environment = environment;
        if (config.account().isPresent() != config.region().isPresent()) {
            throw new IllegalArgumentException(
                    "set both of collector.s3-access-logs.account and collector.s3-access-logs.region, or neither");
        }
        AccessLogFileReader reader = new AccessLogFileReader(
                NAME,
                networkLocator,
                config.account().orElse(""),
                config.region().orElse(""),
                config.fileLimit().asLongValue());
        this.poller = FolderOrBucket.store(
                        "collector.s3-access-logs",
                        config.folder(),
                        config.s3(),
                        AccessLogFileName::isLog,
                        aws,
                        Optional.empty())
                .map(store -> new FileStorePoller<>(NAME, store, reader, environment));
    }

    @Override
    public Polling polling() {
        return new Polling(NAME, poller.isPresent(), config.interval());
    }

    /** Lists until nothing is new: only then everything up to the start of that listing has been read. */
    @Override
    public void poll() {
        networkLocator.awaitFirstListings(NAME, config.inventoryPatience());
        try {
            Instant started;
            FileStorePoller.Pass pass;
            do {
                started = environment.clock().instant();
                pass = poller.orElseThrow().poll();
            } while (pass.unread() > 0 && pass.complete());
            if (pass.complete()) {
                advance(pass.files(), started);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't list what collector.s3-access-logs names", e);
        }
    }

    /**
     * A bucket is complete up to now minus the delivery time, and a folder up to its newest file minus that time. S3 promises neither that
     * a record is delivered by then nor that it is delivered at all. An account and region go on when their last file is deleted, as buckets
     * that nobody requests have no logs.
     */
    private void advance(List<StoredFile> files, Instant listed) {
        files.stream()
                .map(file -> AccessLogFileName.delivery(
                        file.path(),
                        config.account().orElse(""),
                        config.region().orElse("")))
                .flatMap(Optional::stream)
                .filter(delivery -> !delivery.account().isEmpty())
                .forEach(delivery -> newest.merge(
                        delivery.account() + " " + delivery.region(),
                        delivery,
                        BinaryOperator.maxBy(Comparator.comparing(LogDelivery::time))));
        LogDelivery.advance(
                environment.progress(),
                NAME,
                List.copyOf(newest.values()),
                time -> (config.s3().isPresent() ? listed : time).minus(config.delivery()));
    }
}
