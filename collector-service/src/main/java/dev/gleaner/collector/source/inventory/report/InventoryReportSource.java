package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.checkpoint.Checkpoints;
import dev.gleaner.collector.files.BucketStore;
import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.FolderStore;
import dev.gleaner.collector.files.OnePlace;
import dev.gleaner.collector.progress.ProgressOwner;
import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.collector.source.ReadFiles;
import dev.gleaner.collector.source.Source;
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
class InventoryReportSource implements Source {

    private static final String NAME = "inventory-reports";

    private final InventoryReportsConfig config;
    private final ProgressOwner progress;
    private final Optional<Reports> reports;

    InventoryReportSource(
            InventoryReportsConfig config,
            AwsClients aws,
            ProgressOwner progress,
            Publisher publisher,
            Checkpoints checkpoints,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        this.progress = progress;
        if (config.account().isPresent() != config.region().isPresent()) {
            throw new IllegalArgumentException(
                    "set both of collector.inventory-reports.account and collector.inventory-reports.region, or neither");
        }
        Path spool = config.spool().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
        ReportSignals signals = new ReportSignals(
                NAME, config.account().orElse(""), config.region().orElse(""));
        this.reports = store(config, aws, spool)
                .map(store -> new Reports(
                        NAME,
                        store,
                        new ReportReader(store, spool, config.prefixes(), signals),
                        new ReadFiles(NAME, store, publisher, checkpoints),
                        publisher,
                        meters,
                        clock));
    }

    private static Optional<FileStore> store(InventoryReportsConfig config, AwsClients aws, Path spool) {
        return OnePlace.of(
                "collector.inventory-reports",
                config.folder(),
                folder -> new FolderStore(folder, Report::isPart),
                config.s3(),
                place -> new BucketStore(aws, place, Report::isPart, spool));
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
            reports.orElseThrow().pass().ifPresent(this::advance);
        } catch (IOException e) {
            throw new UncheckedIOException("can't list what collector.inventory-reports names", e);
        }
    }

    /** Progress is that of an account and region: of an unknown one nobody could take it. */
    private void advance(Instant through) {
        config.account()
                .ifPresent(account -> progress.advance(
                        new Stretch(NAME, account, config.region().orElseThrow()), through));
    }
}
