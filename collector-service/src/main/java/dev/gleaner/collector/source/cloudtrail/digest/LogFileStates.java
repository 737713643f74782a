package dev.gleaner.collector.source.cloudtrail.digest;

import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.cloudtrail.record.TrailFileName;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The log files that lie in a store, and what became of them. A file may lie there twice, under two folders.
 *
 * @param isRead whether it was as its digest says, and what it holds is published
 * @param isRefused whether it was not
 */
record LogFileStates(Collection<StoredFile> present, Predicate<StoredFile> isRead, Predicate<StoredFile> isRefused) {

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
