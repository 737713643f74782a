package dev.gleaner.collector.source.cloudtrail;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How far an account is in a region: as far as each of its trails, and no further than what is not accounted for. */
final class TrailExtent {

    private final Map<String, Optional<DigestPosition>> chains = new HashMap<>();
    private final List<Instant> limits = new ArrayList<>();

    /** An account in a region. */
    record Part(String account, String region) {}

    /** How far a chain is; null where nothing of it has been passed. */
    void chain(String name, @Nullable DigestPosition position) {
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
