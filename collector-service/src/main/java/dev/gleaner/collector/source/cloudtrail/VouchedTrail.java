package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.checkpoint.Checkpoints;
import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.progress.ProgressOwner;
import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.collector.source.CatchUp;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.time.Clock;
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
 * A trail of which only that is read that CloudTrail's digests vouch for, and which goes as far as they do without a gap. A log
 * file waits for the digest of its hour, so that none is published before it is known to be CloudTrail's own.
 */
final class VouchedTrail {

    private final String source;
    private final String key;
    private final Digests digests;
    private final VouchedFiles files;
    private final CatchUp<Reading> catchUp;
    private final DigestFaults faults;
    private final Instant accepted;
    private final ProgressOwner progress;
    private final Publisher publisher;
    private final Checkpoints checkpoints;
    private final SourceMeters meters;
    private final Clock clock;
    private @Nullable Map<String, DigestPosition> positions;

    /**
     * A trail.
     *
     * @param store makes a store of what is asked for: log files, or digests
     */
    VouchedTrail(
            String source,
            Function<Predicate<StoredFile>, FileStore> store,
            TrailReader reader,
            DigestKeys keys,
            CloudTrailConfig config,
            ProgressOwner progress,
            Publisher publisher,
            Checkpoints checkpoints,
            SourceMeters meters,
            Clock clock) {
        FileStore logs = store.apply(file -> new TrailFile(file).isLog());
        this.source = source;
        this.key = source + " digest " + logs.identity() + " ";
        this.digests =
                new Digests(store.apply(file -> new TrailFile(file).isDigest()), new DigestJudge(keys(config, keys)));
        this.files = new VouchedFiles(logs);
        this.catchUp =
                new CatchUp<>(source, files, new VouchedReader(reader, files), publisher, checkpoints, meters, clock);
        this.faults = new DigestFaults(source, meters);
        this.accepted = config.digestFaultsAccepted().orElse(Instant.MIN);
        this.progress = progress;
        this.publisher = publisher;
        this.checkpoints = checkpoints;
        this.meters = meters;
        this.clock = clock;
    }

    /** Reads what is vouched for; goes on as long as years of digests wait for those before them to be passed. */
    void poll() throws IOException {
        boolean gotOn;
        do {
            gotOn = round() && digests.hasMore();
        } while (gotOn);
    }

    private boolean round() throws IOException {
        Map<String, DigestPosition> from = positions();
        Map<String, List<JudgedDigest>> chains = digests.behind(from);
        files.vouch(chains.values().stream()
                .flatMap(List::stream)
                .flatMap(digest -> digest.logs().stream())
                .toList());
        CatchUp.Pass pass;
        do {
            pass = catchUp.pass();
        } while (pass.unread() > 0 && pass.complete());
        LogFiles logs = new LogFiles(files.present(), catchUp::isRead, files::isRefused);
        TrailVerdict verdict = new TrailJudge(logs, clock.instant(), accepted).judge(chains, from);
        faults.tell(verdict.faults());
        keep(verdict);
        advance(verdict);
        return verdict.passed() > 0;
    }

    /** Before progress is told: where a restart falls behind it, faults could hide in between. */
    private void keep(TrailVerdict verdict) {
        if (verdict.passed() > 0) {
            publisher.checkpoints(verdict.positions().entrySet().stream()
                    .collect(Collectors.toMap(
                            position -> key + position.getKey(), position -> Json.bytes(position.getValue()))));
            positions().putAll(verdict.positions());
            meters.digests(source, verdict.passed());
        }
    }

    private void advance(TrailVerdict verdict) {
        verdict.through()
                .forEach((part, delivered) -> progress.advance(
                        new Stretch(source, part.account(), part.region()),
                        delivered.minus(TrailFile.Delivery.LATEST)));
    }

    private Map<String, DigestPosition> positions() {
        Map<String, DigestPosition> known = positions;
        if (known == null) {
            Map<String, DigestPosition> kept = new HashMap<>();
            checkpoints
                    .startingWith(key)
                    .forEach((name, position) ->
                            kept.put(name.substring(key.length()), Json.read(position, DigestPosition.class)));
            known = kept;
            positions = known;
        }
        return known;
    }

    private static Optional<DigestKeys> keys(CloudTrailConfig config, DigestKeys listed) {
        Optional<DigestKeys> filed = config.digestKeys().map(KeysOfAFile::new);
        return config.digestSignatures() ? filed.or(() -> Optional.of(listed)) : Optional.empty();
    }
}
