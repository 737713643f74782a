package dev.gleaner.collector.source.flowlog;

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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** VPC flow logs in a folder or delivered to a bucket. */
@ApplicationScoped
class FlowLogSource implements PolledSource {

    private static final String NAME = "flow-logs";

    /** AWS aggregates flows for up to 10 minutes and delivers them within 5 to 10 more, without guarantee. */
    private static final Duration DELIVERY = Duration.ofMinutes(30);

    private final FlowLogsConfig config;
    private final NetworkLocator networkLocator;
    private final SourceEnvironment environment;
    private final Optional<FileStorePoller<FlowSignalBatch>> poller;

    FlowLogSource(
            FlowLogsConfig config,
            RateLimitedAwsClients aws,
            NetworkLocator networkLocator,
            SourceEnvironment environment) {
        this.config = config;
        this.networkLocator = networkLocator;
        this.environment = environment;
        FlowFileReader reader = new FlowFileReader(
                networkLocator,
                config.format(),
                Math.toIntExact(config.fileLimit().asLongValue()),
                config.talkers());
        this.poller = FolderOrBucket.store(
                        "collector.flow-logs", config.folder(), config.s3(), FlowFileName::isLog, aws, Optional.empty())
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
                advance(pass.files(), started.minus(DELIVERY));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't list what collector.flow-logs names", e);
        }
    }

    /** A bucket is complete up to now minus the delivery time; a folder up to its newest file. */
    private void advance(List<StoredFile> files, Instant listed) {
        List<LogDelivery> deliveries = files.stream()
                .map(file -> FlowFileName.delivery(file.path()))
                .flatMap(Optional::stream)
                .toList();
        LogDelivery.advance(
                environment.progress(), NAME, deliveries, newest -> config.s3().isPresent() ? listed : newest);
    }
}
