package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.FolderFileStore;
import dev.gleaner.collector.files.FolderOrBucket;
import dev.gleaner.collector.files.S3FileStore;
import dev.gleaner.collector.kafka.CheckpointReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.ReadFileTracker;
import dev.gleaner.collector.source.SourceMeters;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Bills that lie in a folder, or are exported to a bucket. Promises no progress: a bill is restated until it is final. */
@ApplicationScoped
class BillingSource implements PolledSource {

    private static final String NAME = "billing";

    private final BillingConfig config;
    private final Optional<StatementIngester> statements;

    BillingSource(
            BillingConfig config,
            RateLimitedAwsClients aws,
            KafkaPublisher publisher,
            CheckpointReader checkpointReader,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        Path spool = config.spool().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
        this.statements = store(config, aws, spool)
                .map(store -> new StatementIngester(
                        NAME,
                        store,
                        new ReadFileTracker(NAME, store, publisher, checkpointReader),
                        spool,
                        publisher,
                        meters,
                        clock));
    }

    private static Optional<FileStore> store(BillingConfig config, RateLimitedAwsClients aws, Path spool) {
        return FolderOrBucket.select(
                "collector.billing",
                config.folder(),
                folder -> new FolderFileStore(folder, BillFileReader::isBill),
                config.s3(),
                place -> new S3FileStore(aws, place, BillFileReader::isBill, spool));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean enabled() {
        return statements.isPresent();
    }

    @Override
    public Duration interval() {
        return config.interval();
    }

    @Override
    public void poll() {
        try {
            statements.orElseThrow().ingestNew();
        } catch (IOException e) {
            throw new UncheckedIOException("can't list what collector.billing names", e);
        }
    }
}
