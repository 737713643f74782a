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

/** Compares a trail with its digests and the states of its log files. To be used once. */
final class DigestAudit {

    /**
     * The digest of an hour lists its log files within two hours; a log file is reported if no digest lists it after
     * this time.
     */
    static final Duration PATIENCE = Duration.ofHours(3);

    /** Files of a folder that are reported individually. */
    private static final int NAMED = 5;

    private final LogFileStates logs;
    private final Instant now;
    private final Instant accepted;
    private final Map<String, DigestPosition> moved = new HashMap<>();
    private final Map<AccountRegion, RegionExtent> extents = new HashMap<>();
    private final List<DigestFault> faults = new ArrayList<>();
    private int passed;

    /**
     * An audit.
     *
     * @param accepted time up to which a person has accepted faults; these are passed
     */
    DigestAudit(LogFileStates logs, Instant now, Instant accepted) {
        this.logs = logs;
        this.now = now;
        this.accepted = accepted;
    }

    /**
     * Audits the digests.
     *
     * @param chains digests after the stored positions, by chain
     * @param kept stored positions of all chains
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

    /** Keeps the position of a chain without new digests. */
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

    /** A folder may contain years of files from before the first digest. */
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

    /**
     * Completeness of an account in a region: that of its least complete trail, limited by everything that is
     * unexplained.
     */
    static final class RegionExtent {

        private final Map<String, Optional<DigestPosition>> chains = new HashMap<>();
        private final List<Instant> limits = new ArrayList<>();

        /** Sets the position of a chain; null if none of its digests has passed. */
        void setChainPosition(String name, @Nullable DigestPosition position) {
            chains.put(name, Optional.ofNullable(position));
        }

        /** Limits completeness by something unexplained at this time. */
        void limit(Instant time) {
            limits.add(time);
        }

        /**
         * Time up to which everything is present; empty if unknown. What was delivered before the first digest is never
         * verified.
         */
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
     * Result of an audit.
     *
     * @param positions new positions of the chains that advanced
     * @param passed number of digests that passed
     * @param through time up to which everything that CloudTrail delivered is present, by account and region, where it
     *     is known
     */
    record Result(
            Map<String, DigestPosition> positions,
            int passed,
            Map<AccountRegion, Instant> through,
            List<DigestFault> faults) {}

    /**
     * The log files of a store and their states. A file may be present twice, in two folders.
     *
     * @param isRead whether the file matched its digest and was published
     * @param isRefused whether it did not match
     */
    record LogFileStates(
            Collection<StoredFile> present, Predicate<StoredFile> isRead, Predicate<StoredFile> isRefused) {

        /** State of a log file that a digest lists. */
        enum State {
            MISSING,
            REFUSED,
            /** It could not be read so far. */
            UNREAD,
            READ
        }

        /** States of the files with these names. */
        Map<String, State> states(Set<String> names) {
            Map<String, State> states = new HashMap<>();
            for (StoredFile file : present) {
                if (names.contains(file.name())) {
                    states.merge(file.name(), state(file), LogFileStates::worse);
                }
            }
            return states;
        }

        /** Unread files with other names. */
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
