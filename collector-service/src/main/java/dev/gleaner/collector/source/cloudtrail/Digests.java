package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whether a trail is all there, as its own digest files tell: no log file missing that one of them names, no digest between
 * two others missing or changed. What is older than the first digest, or younger than the last, is not known; nor are
 * signatures checked, so that this shows what got lost and not what somebody took away with care.
 */
final class Digests {

    private static final int TOLD = 5;

    private final FileStore store;
    private final Map<StoredFile, DigestFile> known = new HashMap<>();
    private List<DigestFile> digests = List.of();

    /** Those that lie in this store. */
    Digests(FileStore store) {
        this.store = store;
    }

    /** Reads those that are there; to be done before the log files are listed, which come before their digest. */
    void look() throws IOException {
        List<DigestFile> there = new ArrayList<>();
        for (StoredFile file : store.list()) {
            DigestFile digest = known.get(file);
            if (digest == null) {
                digest = read(file);
                known.put(file, digest);
            }
            there.add(digest);
        }
        digests = there;
    }

    /** Throws {@link IncompleteTrailException} when some of what was looked at is missing among these log files. */
    void requireWhole(Collection<StoredFile> logs) {
        List<String> gaps = new ArrayList<>(missing(digests, logs));
        chains(digests).values().forEach(chain -> gaps.addAll(broken(chain)));
        if (digests.isEmpty()) {
            gaps.add("no digest file in " + store.identity());
        }
        if (!gaps.isEmpty()) {
            String more = gaps.size() > TOLD ? "; and " + (gaps.size() - TOLD) + " more" : "";
            throw new IncompleteTrailException(String.join("; ", gaps.subList(0, Math.min(TOLD, gaps.size()))) + more);
        }
    }

    private DigestFile read(StoredFile file) throws IOException {
        try (InputStream input = store.open(file)) {
            return DigestFile.read(file, input);
        }
    }

    private static List<String> missing(List<DigestFile> digests, Collection<StoredFile> logs) {
        Set<String> there = logs.stream().map(StoredFile::name).collect(Collectors.toSet());
        return digests.stream()
                .flatMap(digest -> digest.logs().stream())
                .filter(log -> !there.contains(log))
                .map(log -> "log file " + log + " is missing")
                .toList();
    }

    private static Map<String, List<DigestFile>> chains(List<DigestFile> digests) {
        return digests.stream()
                .filter(digest -> digest.chain() != null)
                .sorted(Comparator.comparing(DigestFile::end))
                .collect(Collectors.groupingBy(
                        digest -> Objects.requireNonNull(digest.chain()), TreeMap::new, Collectors.toList()));
    }

    private static List<String> broken(List<DigestFile> chain) {
        List<String> gaps = new ArrayList<>();
        for (int i = 1; i < chain.size(); i++) {
            gap(chain.get(i - 1), chain.get(i)).ifPresent(gaps::add);
        }
        return gaps;
    }

    private static Optional<String> gap(DigestFile before, DigestFile after) {
        String between = " of " + after.chain() + " from " + before.end() + " to " + after.start();
        if (after.previous().isEmpty()) {
            return Optional.of("the trail was switched off: no digest" + between);
        }
        if (!after.previous().get().equals(before.name())) {
            return Optional.of("a digest is missing" + between);
        }
        return after.previousHash().equals(before.hash())
                ? Optional.empty()
                : Optional.of("digest " + before.name() + " was changed");
    }
}
