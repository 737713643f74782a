package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.source.cloudtrail.DigestFault.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges a trail by its digests and by what became of its log files. Used once. */
final class TrailJudge {

    /** A log file is named within two hours by the digest of its hour; after this long without one it is told. */
    static final Duration PATIENCE = Duration.ofHours(3);

    /** Of a folder, one by one. */
    private static final int NAMED = 5;

    private final LogFiles logs;
    private final Instant now;
    private final Instant accepted;
    private final Map<String, DigestPosition> moved = new HashMap<>();
    private final Map<TrailExtent.Part, TrailExtent> extents = new HashMap<>();
    private final List<DigestFault> faults = new ArrayList<>();
    private int passed;

    /**
     * A judge.
     *
     * @param accepted faults up to here have been looked at, and are passed
     */
    TrailJudge(LogFiles logs, Instant now, Instant accepted) {
        this.logs = logs;
        this.now = now;
        this.accepted = accepted;
    }

    /**
     * Judges what was found.
     *
     * @param chains digests behind the positions, by chain
     * @param kept positions of all chains so far
     */
    TrailVerdict judge(Map<String, List<JudgedDigest>> chains, Map<String, DigestPosition> kept) {
        Set<String> named = named(chains);
        Map<String, LogFiles.State> states = logs.states(named);
        kept.values().forEach(this::rest);
        chains.forEach((name, digests) ->
                walk(name, digests, new DigestChain(kept.get(name), states, accepted).along(digests)));
        unnamed(logs.unnamed(named));
        Map<TrailExtent.Part, Instant> through = new HashMap<>();
        extents.forEach((part, extent) -> extent.through().ifPresent(end -> through.put(part, end)));
        return new TrailVerdict(moved, passed, through, faults);
    }

    private static Set<String> named(Map<String, List<JudgedDigest>> chains) {
        return chains.values().stream()
                .flatMap(List::stream)
                .flatMap(digest -> digest.logs().stream())
                .map(DigestFile.NamedLog::name)
                .collect(Collectors.toSet());
    }

    /** A chain of which nothing may be new. */
    private void rest(DigestPosition position) {
        DigestName.of(position.file())
                .filter(name -> !name.isBackfill())
                .ifPresent(name -> extent(name).chain(name.chain(), position));
    }

    private void walk(String name, List<JudgedDigest> digests, DigestChain chain) {
        DigestName any = digests.get(0).name();
        if (any.isBackfill()) {
            chain.held().ifPresent(extent(any)::limit);
        } else {
            extent(any).chain(name, chain.position().orElse(null));
        }
        if (chain.passed() > 0) {
            chain.position().ifPresent(position -> moved.put(name, position));
        }
        passed += chain.passed();
        faults.addAll(chain.faults());
    }

    private void unnamed(List<TrailFile> files) {
        for (TrailFile file : files) {
            file.delivery()
                    .filter(delivery -> delivery.time().isAfter(accepted))
                    .ifPresent(delivery -> extent(new TrailExtent.Part(delivery.account(), delivery.region()))
                            .limit(delivery.time()));
        }
        files.stream()
                .filter(this::isDue)
                .collect(Collectors.groupingBy(file -> file.stored().folder()))
                .forEach(this::unnamed);
    }

    /** Years of them may lie there from before the first digest. */
    private void unnamed(String folder, List<TrailFile> files) {
        if (files.size() > NAMED) {
            faults.add(unlisted(files.get(0), files.size() + " log files in " + folder + " are named by no digest"));
        } else {
            files.forEach(file -> faults.add(unlisted(file, "log file " + file.path() + " is named by no digest")));
        }
    }

    private boolean isDue(TrailFile file) {
        return file.delivery()
                .map(delivery -> !delivery.time().plus(PATIENCE).isAfter(now))
                .orElse(true);
    }

    private static DigestFault unlisted(TrailFile file, String what) {
        return file.delivery()
                .map(delivery -> new DigestFault(Kind.UNLISTED, delivery.account(), delivery.region(), what))
                .orElseGet(() -> new DigestFault(Kind.UNLISTED, "", "", what));
    }

    private TrailExtent extent(DigestName name) {
        return extent(new TrailExtent.Part(name.account(), name.region()));
    }

    private TrailExtent extent(TrailExtent.Part part) {
        return extents.computeIfAbsent(part, key -> new TrailExtent());
    }
}
