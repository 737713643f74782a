package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.files.FolderOrBucket;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceEnvironment;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Bills in a folder or exported to a bucket. The source reports no progress, because a bill is restated until it is
 * final.
 */
@ApplicationScoped
class BillingSource implements PolledSource {

    private static final String NAME = "billing";

    private final BillingConfig config;
    private final Optional<StatementIngester> statements;

    BillingSource(BillingConfig config, RateLimitedAwsClients aws, SourceEnvironment environment) {
        this.config = config;
        Path spool = config.spool().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
        this.statements = FolderOrBucket.store(
                        "collector.billing",
                        config.folder(),
                        config.s3(),
                        StatementFinder::isWanted,
                        aws,
                        Optional.of(spool))
                .map(store -> new StatementIngester(
                        NAME,
                        store,
                        new StatementReader(
                                NAME,
                                store,
                                spool,
                                config.largest().asLongValue(),
                                config.tags().orElse(List.of())),
                        environment));
    }

    @Override
    public Polling polling() {
        return new Polling(NAME, statements.isPresent(), config.interval());
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
