package dev.gleaner.collector.source.cloudtrail.digest;

import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.cloudtrail.digest.DigestFault.Kind;
import dev.gleaner.collector.source.cloudtrail.record.TrailFileName;
import dev.gleaner.contracts.resource.AccountRegion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges a trail by its digests and by what became of its log files. Used once. */
final class DigestAudit {

    /** A log file is named within two hours by the digest of its hour; after this long without one it is told. */
    static final Duration PATIENCE = Duration.ofHours(3);

    /** Of a folder, one by one. */
    private static final int NAMED = 5;

    private final LogFileStates logs;
    private final Instant now;
    private final Instant accepted;
    private final Map<String, DigestPosition> moved = new HashMap<>();
    private final Map<AccountRegion, RegionExtent> extents = new HashMap<>();
    private final List<DigestFault> faults = new ArrayList<>();
    private int passed;

    /**
     * A judge.
     *
     * @param accepted faults up to here have been looked at, and are passed
     */
    DigestAudit(LogFileStates logs, Instant now, Instant accepted) {
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
    Result audit(Map<String, List<DigestVerification>> chains, Map<String, DigestPosition> kept) {
        Set<String> named = named(chains);
        Map<String, LogFileStates.State> states = logs.states(named);
        kept.values().forEach(this::keepPosition);
        chains.forEach((name, digests) ->
                addChain(name, digests, new DigestChainVerifier(kept.get(name), states, accepted).verify(digests)));
        unnamed(logs.unnamed(named));
        Map<AccountRegion, Instant> through = new HashMap<>();
        extents.forEach((part, extent) -> extent.through().ifPresent(end -> through.put(part, end)));
        return new Result(moved, passed, through, faults);
    }

    private static Set<String> named(Map<String, List<DigestVerification>> chains) {
        return chains.values().stream()
                .flatMap(List::stream)
                .flatMap(digest -> digest.logs().stream())
                .map(DigestFile.NamedLog::name)
                .collect(Collectors.toSet());
    }

    /** A chain of which nothing may be new. */
    private void keepPosition(DigestPosition position) {
        DigestFile.Name.of(position.file())
                .filter(name -> !name.isBackfill())
                .ifPresent(name -> extent(name).setChainPosition(name.chain(), position));
    }

    private void addChain(String name, List<DigestVerification> digests, DigestChainVerifier chain) {
        DigestFile.Name any = digests.get(0).name();
        if (any.isBackfill()) {
            chain.firstUnpassedBegin().ifPresent(extent(any)::limit);
        } else {
            extent(any).setChainPosition(name, chain.position().orElse(null));
        }
        if (chain.passed() > 0) {
            chain.position().ifPresent(position -> moved.put(name, position));
        }
        passed += chain.passed();
        faults.addAll(chain.faults());
    }

    private void unnamed(List<TrailFileName> files) {
        for (TrailFileName file : files) {
            file.delivery()
                    .filter(delivery -> delivery.time().isAfter(accepted))
                    .ifPresent(delivery -> extent(new AccountRegion(delivery.account(), delivery.region()))
                            .limit(delivery.time()));
        }
        files.stream()
                .filter(this::isDue)
                .collect(Collectors.groupingBy(file -> file.stored().folder()))
                .forEach(this::unnamed);
    }

    /** Years of them may lie there from before the first digest. */
    private void unnamed(String folder, List<TrailFileName> files) {
        if (files.size() > NAMED) {
            faults.add(unlisted(files.get(0), files.size() + " log files in " + folder + " are named by no digest"));
        } else {
            files.forEach(file -> faults.add(unlisted(file, "log file " + file.path() + " is named by no digest")));
        }
    }

    private boolean isDue(TrailFileName file) {
        return file.delivery()
                .map(delivery -> !delivery.time().plus(PATIENCE).isAfter(now))
                .orElse(true);
    }

    private static DigestFault unlisted(TrailFileName file, String what) {
        return file.delivery()
                .map(delivery -> new DigestFault(Kind.UNLISTED, delivery.account(), delivery.region(), what))
                .orElseGet(() -> new DigestFault(Kind.UNLISTED, "", "", what));
    }

    private RegionExtent extent(DigestFile.Name name) {
        return extent(new AccountRegion(name.account(), name.region()));
    }

    private RegionExtent extent(AccountRegion part) {
        return extents.computeIfAbsent(part, key -> new RegionExtent());
    }

    /** How far an account is in a region: as far as each of its trails, and no further than what is not accounted for. */
    static final class RegionExtent {

        private final Map<String, Optional<DigestPosition>> chains = new HashMap<>();
        private final List<Instant> limits = new ArrayList<>();

        /** How far a chain is; null where nothing of it has been passed. */
        void setChainPosition(String name, @Nullable DigestPosition position) {
            chains.put(name, Optional.ofNullable(position));
        }

        /** Something from then is not accounted for. */
        void limit(Instant time) {
            limits.add(time);
        }

        /** Up to when all is there; empty where that is not known. What was before the first digest never was. */
        Optional<Instant> through() {
            if (chains.values().stream().anyMatch(Optional::isEmpty)) {
                return Optional.empty();
            }
            Optional<Instant> begin = earliest(passed().map(DigestPosition::begin));
            return begin.flatMap(from -> earliest(Stream.concat(
                    passed().map(DigestPosition::end), limits.stream().filter(limit -> !limit.isBefore(from)))));
        }

        private Stream<DigestPosition> passed() {
            return chains.values().stream().flatMap(Optional::stream);
        }

        private static Optional<Instant> earliest(Stream<Instant> times) {
            return times.min(Comparator.naturalOrder());
        }
    }

    /**
     * How far a trail is as CloudTrail delivered it, and what is not.
     *
     * @param positions of the chains that got on
     * @param passed how many digests that were
     * @param through up to when all that CloudTrail delivered of an account and region is there; those of which that is known
     */
    record Result(
            Map<String, DigestPosition> positions,
            int passed,
            Map<AccountRegion, Instant> through,
            List<DigestFault> faults) {}

    /**
     * The log files that lie in a store, and what became of them. A file may lie there twice, under two folders.
     *
     * @param isRead whether it was as its digest says, and what it holds is published
     * @param isRefused whether it was not
     */
    record LogFileStates(
            Collection<StoredFile> present, Predicate<StoredFile> isRead, Predicate<StoredFile> isRefused) {

        /** What there is of a file that a digest names. */
        enum State {
            MISSING,
            REFUSED,
            /** It could not be had so far. */
            UNREAD,
            READ
        }

        /** Of those that have these names. */
        Map<String, State> states(Set<String> names) {
            Map<String, State> states = new HashMap<>();
            for (StoredFile file : present) {
                if (names.contains(file.name())) {
                    states.merge(file.name(), state(file), LogFileStates::worse);
                }
            }
            return states;
        }

        /** Those that have none of these names and that nobody has read. */
        List<TrailFileName> unnamed(Set<String> names) {
            return present.stream()
                    .filter(file -> !names.contains(file.name()) && !isRefused.test(file) && !isRead.test(file))
                    .map(TrailFileName::new)
                    .collect(Collectors.toList());
        }

        private State state(StoredFile file) {
            if (isRefused.test(file)) {
                return State.REFUSED;
            }
            return isRead.test(file) ? State.READ : State.UNREAD;
        }

        private static State worse(State one, State other) {
            return one.compareTo(other) < 0 ? one : other;
        }
    }
}
