package dev.gleaner.collector.source.cloudtrail.digest;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.FileStorePoller;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailConfig;
import dev.gleaner.collector.source.cloudtrail.record.TrailFileName;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads only log files that CloudTrail's digests list, and reports progress up to the first gap in the digests. A log
 * file waits for the digest of its hour, so that nothing is published before its origin is verified.
 */
public final class DigestVerifiedTrail {

    private final String source;
    private final String key;
    private final DigestChainReader digestChainReader;
    private final DigestVerifiedFiles files;
    private final FileStorePoller<ParsedTrailBatch> fileStorePoller;
    private final DigestFaultReporter faults;
    private final Instant accepted;
    private final SourceEnvironment environment;
    private @Nullable Map<String, DigestPosition> positions;

    /**
     * A trail.
     *
     * @param store creates a store of the files that match: log files, or digests
     */
    public DigestVerifiedTrail(
            String source,
            Function<Predicate<StoredFile>, FileStore> store,
            TrailReader reader,
            DigestKeyProvider keys,
            CloudTrailConfig config,
            SourceEnvironment environment) {
        FileStore logs = store.apply(file -> new TrailFileName(file).isLog());
        this.source = source;
        this.key = source + " digest " + logs.identity() + " ";
        this.digestChainReader = new DigestChainReader(
                store.apply(file -> new TrailFileName(file).isDigest()), new DigestVerifier(keys(config, keys)));
        this.files = new DigestVerifiedFiles(logs);
        this.fileStorePoller =
                new FileStorePoller<>(source, files, new DigestVerifiedReader(reader, files), environment);
        this.faults = new DigestFaultReporter(source, environment.meters());
        this.accepted = config.digestFaultsAccepted().orElse(Instant.MIN);
        this.environment = environment;
    }

    /** Reads the listed files; continues while a backlog of digests waits for earlier ones to pass. */
    public void poll() throws IOException {
        boolean gotOn;
        do {
            gotOn = round() && digestChainReader.hasMore();
        } while (gotOn);
    }

    private boolean round() throws IOException {
        Map<String, DigestPosition> from = positions();
        Map<String, List<DigestVerification>> chains = digestChainReader.readNew(from);
        files.expectLogs(chains.values().stream()
                .flatMap(List::stream)
                .flatMap(digest -> digest.logs().stream())
                .toList());
        FileStorePoller.Pass pass;
        do {
            pass = fileStorePoller.poll();
        } while (pass.unread() > 0 && pass.complete());
        DigestAudit.LogFileStates logs =
                new DigestAudit.LogFileStates(files.present(), fileStorePoller::isRead, files::isRefused);
        DigestAudit.Result verdict = new DigestAudit(logs, environment.clock().instant(), accepted).audit(chains, from);
        faults.report(verdict.faults());
        savePositions(verdict);
        advance(verdict);
        return verdict.passed() > 0;
    }

    /** Stored before progress is reported; otherwise faults between the two could go unnoticed after a restart. */
    private void savePositions(DigestAudit.Result verdict) {
        if (verdict.passed() > 0) {
            environment
                    .publisher()
                    .publishCheckpoints(verdict.positions().entrySet().stream()
                            .collect(Collectors.toMap(
                                    position -> key + position.getKey(), position -> Json.bytes(position.getValue()))));
            positions().putAll(verdict.positions());
            environment.meters().digests(source, verdict.passed());
        }
    }

    private void advance(DigestAudit.Result verdict) {
        verdict.through()
                .forEach((part, delivered) -> environment
                        .progress()
                        .advance(
                                new SourceScope(source, part.account(), part.region()),
                                delivered.minus(TrailFileName.LATEST_DELIVERY)));
    }

    private Map<String, DigestPosition> positions() {
        Map<String, DigestPosition> known = positions;
        if (known == null) {
            Map<String, DigestPosition> kept = new HashMap<>();
            environment
                    .checkpoints()
                    .findByPrefix(key)
                    .forEach((name, position) ->
                            kept.put(name.substring(key.length()), Json.read(position, DigestPosition.class)));
            known = kept;
            positions = known;
        }
        return known;
    }

    private static Optional<DigestKeyProvider> keys(CloudTrailConfig config, DigestKeyProvider listed) {
        Optional<DigestKeyProvider> filed = config.digestKeys().map(FileDigestKeyProvider::new);
        return config.digestSignatures() ? filed.or(() -> Optional.of(listed)) : Optional.empty();
    }
}
