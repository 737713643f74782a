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

/**
 * How far a trail is as CloudTrail delivered it, and what is not.
 *
 * @param positions of the chains that got on
 * @param passed how many digests that were
 * @param extents how far each account is in each region
 */
record TrailVerdict(
        Map<String, DigestPosition> positions,
        int passed,
        Map<TrailExtent.Part, TrailExtent> extents,
        List<DigestFault> faults) {

    /** A log file is named within two hours by the digest of its hour; after this long without one it is told. */
    static final Duration PATIENCE = Duration.ofHours(3);

    /** Of a folder, one by one. */
    private static final int NAMED = 5;

    /**
     * Judges what was found.
     *
     * @param chains digests behind the positions, by chain
     * @param kept positions of all chains so far
     * @param accepted faults up to here have been looked at, and are passed
     */
    static TrailVerdict of(
            Map<String, List<JudgedDigest>> chains,
            Map<String, DigestPosition> kept,
            LogFiles logs,
            Instant now,
            Instant accepted) {
        TrailVerdict verdict = new TrailVerdict(new HashMap<>(), 0, new HashMap<>(), new ArrayList<>());
        kept.values().forEach(verdict::resting);
        Set<String> named = named(chains);
        Map<String, LogFiles.State> states = logs.states(named);
        int passed = 0;
        for (Map.Entry<String, List<JudgedDigest>> chain : chains.entrySet()) {
            passed += verdict.walk(chain.getKey(), chain.getValue(), kept, states, accepted);
        }
        verdict.unnamed(logs.unnamed(named), now, accepted);
        return new TrailVerdict(verdict.positions, passed, verdict.extents, verdict.faults);
    }

    /** Up to when all that CloudTrail delivered of an account and region is there; empty where that is not known. */
    Map<TrailExtent.Part, Instant> through() {
        Map<TrailExtent.Part, Instant> through = new HashMap<>();
        extents.forEach((part, extent) -> extent.through().ifPresent(end -> through.put(part, end)));
        return through;
    }

    private static Set<String> named(Map<String, List<JudgedDigest>> chains) {
        return chains.values().stream()
                .flatMap(List::stream)
                .flatMap(digest -> digest.logs().stream())
                .map(DigestFile.NamedLog::name)
                .collect(Collectors.toSet());
    }

    private void resting(DigestPosition position) {
        DigestName.of(position.file())
                .filter(name -> !name.isBackfill())
                .ifPresent(name -> extent(name).chain(name.chain(), position));
    }

    private int walk(
            String name,
            List<JudgedDigest> digests,
            Map<String, DigestPosition> kept,
            Map<String, LogFiles.State> states,
            Instant accepted) {
        DigestChain chain = new DigestChain(kept.get(name), states, accepted).along(digests);
        faults.addAll(chain.faults());
        DigestName any = digests.get(0).name();
        if (chain.passed() > 0) {
            chain.position().ifPresent(position -> positions.put(name, position));
        }
        if (any.isBackfill()) {
            chain.held().ifPresent(extent(any)::limit);
        } else {
            extent(any).chain(name, chain.position().orElse(null));
        }
        return chain.passed();
    }

    private void unnamed(List<TrailFile> files, Instant now, Instant accepted) {
        for (TrailFile file : files) {
            file.delivery()
                    .filter(delivery -> delivery.time().isAfter(accepted))
                    .ifPresent(delivery -> extent(new TrailExtent.Part(delivery.account(), delivery.region()))
                            .limit(delivery.time()));
        }
        files.stream()
                .filter(file -> isDue(file, now))
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

    private static boolean isDue(TrailFile file, Instant now) {
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
