package dev.gleaner.collector.source.cloudtrail.digest;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.SourceFileReader;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.Trail;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.TrailFileName;
import dev.gleaner.collector.source.cloudtrail.record.TrailParser;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.topic.DeadLetter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Goes over a trail as {@link DigestVerifiedTrail} does, without Kafka; keeps over passes what is kept over restarts. */
final class DigestVerificationRun {

    private static final AccountRegion PART = new AccountRegion(SignedTrail.ACCOUNT, "us-east-1");

    private final SignedTrail trail;
    private final boolean bucket;
    private final Optional<DigestKeyProvider> keys;
    private final Map<String, DigestPosition> positions = new HashMap<>();
    private final Set<StoredFile> read = new HashSet<>();
    private final List<String> published = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private DigestChainReader digestChainReader;
    private DigestVerifiedFiles files;
    private Instant accepted = Instant.MIN;

    private DigestVerificationRun(SignedTrail trail, boolean bucket, Optional<DigestKeyProvider> keys) {
        this.trail = trail;
        this.bucket = bucket;
        this.keys = keys;
        restart();
    }

    /** Over one that lies in a bucket. */
    static DigestVerificationRun over(SignedTrail trail) {
        return new DigestVerificationRun(trail, true, Optional.of(SignedTrail.keys()));
    }

    /** Over one that lies in a folder; without keys no signature is asked for. */
    static DigestVerificationRun overFolder(SignedTrail trail, Optional<DigestKeyProvider> keys) {
        return new DigestVerificationRun(trail, false, keys);
    }

    /** Nothing but what is kept is left. */
    void restart() {
        digestChainReader = new DigestChainReader(
                trail.store(bucket, file -> new TrailFileName(file).isDigest()), new DigestVerifier(keys));
        files = new DigestVerifiedFiles(trail.store(bucket, file -> new TrailFileName(file).isLog()));
    }

    /** Somebody has looked at what was up to here. */
    void accept(Instant until) {
        accepted = until;
    }

    /** A day after all. */
    DigestAudit.Result pass() {
        return pass(SignedTrail.START.plus(Duration.ofDays(2)));
    }

    DigestAudit.Result pass(Instant now) {
        try {
            Map<String, List<DigestVerification>> chains = digestChainReader.readNew(positions);
            files.expectLogs(chains.values().stream()
                    .flatMap(List::stream)
                    .flatMap(digest -> digest.logs().stream())
                    .toList());
            for (StoredFile file : files.list()) {
                if (!read.contains(file)) {
                    read(file);
                }
            }
            DigestAudit.LogFileStates logs =
                    new DigestAudit.LogFileStates(files.present(), read::contains, files::isRefused);
            DigestAudit.Result verdict = new DigestAudit(logs, now, accepted).audit(chains, positions);
            positions.putAll(verdict.positions());
            return verdict;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Up to when a verdict says that all is there. */
    static Optional<Instant> through(DigestAudit.Result verdict) {
        return Optional.ofNullable(verdict.through().get(PART));
    }

    /** What a verdict has to tell. */
    static List<String> told(DigestAudit.Result verdict) {
        return verdict.faults().stream().map(DigestFault::what).toList();
    }

    /** Paths of the files whose records went out, in order. */
    List<String> published() {
        return published;
    }

    List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    private void read(StoredFile file) throws IOException {
        TrailReader reader = new TrailReader(new TrailParser(Trail.LIMIT), new NetworkLocator());
        ParsedTrailBatch gathered = new ParsedTrailBatch();
        try {
            new DigestVerifiedReader(reader, files)
                    .read(files.open(file), new FileOrigin("cloudtrail-s3", file.path(), Trail.NOW), gathered);
            read.add(file);
        } catch (SourceFileReader.RefusedFileException e) {
            // It is not read, then.
        }
        deadLetters.addAll(gathered.deadLetters());
        if (gathered.files() > 0) {
            published.add(file.path());
        }
    }
}
