package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.FolderFileStore;
import dev.gleaner.collector.files.FolderOrBucket;
import dev.gleaner.collector.files.S3FileStore;
import dev.gleaner.collector.kafka.CheckpointReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.progress.ProgressPublisher;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.ReadFileTracker;
import dev.gleaner.collector.source.SourceMeters;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reports of S3 Inventory that lie in a folder, or are delivered to a bucket. */
@ApplicationScoped
class InventoryReportSource implements PolledSource {

    private static final String NAME = "inventory-reports";

    private final InventoryReportsConfig config;
    private final ProgressPublisher progress;
    private final Optional<ReportIngester> reports;

    InventoryReportSource(
            InventoryReportsConfig config,
            RateLimitedAwsClients aws,
            ProgressPublisher progress,
            KafkaPublisher publisher,
            CheckpointReader checkpointReader,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        this.progress = progress;
        if (config.account().isPresent() != config.region().isPresent()) {
            throw new IllegalArgumentException(
                    "set both of collector.inventory-reports.account and collector.inventory-reports.region, or neither");
        }
        Path spool = config.spool().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
        ReportReader.SignalMapper signals = new ReportReader.SignalMapper(
                NAME, config.account().orElse(""), config.region().orElse(""));
        this.reports = store(config, aws, spool)
                .map(store -> new ReportIngester(
                        NAME,
                        store,
                        new ReportReader(store, spool, config.prefixes(), signals),
                        new ReadFileTracker(NAME, store, publisher, checkpointReader),
                        publisher,
                        meters,
                        clock));
    }

    private static Optional<FileStore> store(InventoryReportsConfig config, RateLimitedAwsClients aws, Path spool) {
        return FolderOrBucket.select(
                "collector.inventory-reports",
                config.folder(),
                folder -> new FolderFileStore(folder, InventoryReport::isReportFile),
                config.s3(),
                place -> new S3FileStore(aws, place, InventoryReport::isReportFile, spool));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean enabled() {
        return reports.isPresent();
    }

    @Override
    public Duration interval() {
        return config.interval();
    }

    @Override
    public void poll() {
        try {
            reports.orElseThrow().ingestNew().ifPresent(this::advance);
        } catch (IOException e) {
            throw new UncheckedIOException("can't list what collector.inventory-reports names", e);
        }
    }

    /** Progress is that of an account and region: of an unknown one nobody could take it. */
    private void advance(Instant through) {
        config.account()
                .ifPresent(account -> progress.advance(
                        new SourceScope(NAME, account, config.region().orElseThrow()), through));
    }
}
