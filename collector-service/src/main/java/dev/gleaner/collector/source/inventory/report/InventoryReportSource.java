package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.files.FolderOrBucket;
import dev.gleaner.collector.progress.ProgressPublisher;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.training.CheckpointKeyParser;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Reports of S3 Inventory in a folder or delivered to a bucket. */
@ApplicationScoped
class InventoryReportSource implements PolledSource {

    private static final String NAME = "inventory-reports";

    private final InventoryReportsConfig config;
    private final ProgressPublisher progress;
    private final Optional<ReportIngester> reports;

    InventoryReportSource(
            InventoryReportsConfig config,
            RateLimitedAwsClients aws,
            CheckpointKeyParser.Words words,
            SourceEnvironment environment) {
        this.config = config;
        this.progress = environment.progress();
        if (config.account().isPresent() != config.region().isPresent()) {
            throw new IllegalArgumentException(
                    "set both of collector.inventory-reports.account and collector.inventory-reports.region, or neither");
        }
        Path spool = config.spool().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
        ReportReader.SignalMapper signals = new ReportReader.SignalMapper(
                NAME, config.account().orElse(""), config.region().orElse(""));
        this.reports = FolderOrBucket.store(
                        "collector.inventory-reports",
                        config.folder(),
                        config.s3(),
                        InventoryReport::isReportFile,
                        aws,
                        Optional.of(spool))
                .map(store -> new ReportIngester(
                        NAME, store, new ReportReader(store, spool, config.prefixes(), words, signals), environment));
    }

    @Override
    public Polling polling() {
        return new Polling(NAME, reports.isPresent(), config.interval());
    }

    @Override
    public void poll() {
        try {
            reports.orElseThrow().ingestNew().ifPresent(this::advance);
        } catch (IOException e) {
            throw new UncheckedIOException("can't list what collector.inventory-reports names", e);
        }
    }

    /** Progress needs an account and region. */
    private void advance(Instant through) {
        config.account()
                .ifPresent(account -> progress.advance(
                        new SourceScope(NAME, account, config.region().orElseThrow()), through));
    }
}
