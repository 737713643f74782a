package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.files.Origin;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.RefusedFileException;
import dev.gleaner.collector.whereabouts.Whereabouts;
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

/** Goes over a trail as {@link VouchedTrail} does, without Kafka; keeps over passes what is kept over restarts. */
final class VouchedPass {

    private static final TrailExtent.Part PART = new TrailExtent.Part(SignedTrail.ACCOUNT, "us-east-1");

    private final SignedTrail trail;
    private final boolean bucket;
    private final Optional<DigestKeys> keys;
    private final Map<String, DigestPosition> positions = new HashMap<>();
    private final Set<StoredFile> read = new HashSet<>();
    private final List<String> published = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private Digests digests;
    private VouchedFiles files;
    private Instant accepted = Instant.MIN;

    private VouchedPass(SignedTrail trail, boolean bucket, Optional<DigestKeys> keys) {
        this.trail = trail;
        this.bucket = bucket;
        this.keys = keys;
        restart();
    }

    /** Over one that lies in a bucket. */
    static VouchedPass over(SignedTrail trail) {
        return new VouchedPass(trail, true, Optional.of(SignedTrail.keys()));
    }

    /** Over one that lies in a folder; without keys no signature is asked for. */
    static VouchedPass overFolder(SignedTrail trail, Optional<DigestKeys> keys) {
        return new VouchedPass(trail, false, keys);
    }

    /** Nothing but what is kept is left. */
    void restart() {
        digests = new Digests(trail.store(bucket, file -> new TrailFile(file).isDigest()), new DigestJudge(keys));
        files = new VouchedFiles(trail.store(bucket, file -> new TrailFile(file).isLog()));
    }

    /** Somebody has looked at what was up to here. */
    void accept(Instant until) {
        accepted = until;
    }

    /** A day after all. */
    TrailVerdict pass() {
        return pass(SignedTrail.START.plus(Duration.ofDays(2)));
    }

    TrailVerdict pass(Instant now) {
        try {
            Map<String, List<JudgedDigest>> chains = digests.behind(positions);
            files.vouch(chains.values().stream()
                    .flatMap(List::stream)
                    .flatMap(digest -> digest.logs().stream())
                    .toList());
            for (StoredFile file : files.list()) {
                if (!read.contains(file)) {
                    read(file);
                }
            }
            LogFiles logs = new LogFiles(files.present(), read::contains, files::isRefused);
            TrailVerdict verdict = new TrailJudge(logs, now, accepted).judge(chains, positions);
            positions.putAll(verdict.positions());
            return verdict;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Up to when a verdict says that all is there. */
    static Optional<Instant> through(TrailVerdict verdict) {
        return Optional.ofNullable(verdict.through().get(PART));
    }

    /** What a verdict has to tell. */
    static List<String> told(TrailVerdict verdict) {
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
        TrailReader reader = new TrailReader(new TrailParser(Trail.LIMIT), new Whereabouts());
        Reading gathered = new Reading();
        try {
            new VouchedReader(reader, files)
                    .read(files.open(file), new Origin("cloudtrail-s3", file.path(), Trail.NOW), gathered);
            read.add(file);
        } catch (RefusedFileException e) {
            // It is not read, then.
        }
        deadLetters.addAll(gathered.deadLetters());
        if (gathered.files() > 0) {
            published.add(file.path());
        }
    }
}
