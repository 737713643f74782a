package dev.gleaner.collector.source.cloudtrail.digest;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the digest files that follow the stored positions, chain by chain, and verifies their origin. */
final class DigestChainReader {

    /** Held in memory for all chains; years of digests are processed in parts. A digest takes some 3 kB. */
    private static final int AT_ONCE = 20_000;

    /** Minimum per chain: a day, so that every chain advances. */
    private static final int OF_A_CHAIN = 24;

    private final FileStore store;
    private final DigestVerifier verifier;
    private Map<StoredFile, UnverifiedDigest> read = Map.of();
    private boolean more;

    DigestChainReader(FileStore store, DigestVerifier judge) {
        this.store = store;
        this.verifier = judge;
    }

    /** The new digests. To be called before log files are listed, because log files arrive before their digest. */
    Map<String, List<DigestVerification>> readNew(Map<String, DigestPosition> positions) throws IOException {
        Map<String, List<Named>> chains = new TreeMap<>();
        for (StoredFile file : store.list()) {
            DigestFile.Name.of(file.name())
                    .filter(name -> isBehind(positions.get(name.chain()), name))
                    .ifPresent(name -> chains.computeIfAbsent(name.chain(), chain -> new ArrayList<>())
                            .add(new Named(name, file)));
        }
        return verify(chains);
    }

    /** Whether more digests follow once these have passed. */
    boolean hasMore() {
        return more;
    }

    private Map<String, List<DigestVerification>> verify(Map<String, List<Named>> chains) throws IOException {
        int limit = Math.max(OF_A_CHAIN, AT_ONCE / Math.max(1, chains.size()));
        Map<StoredFile, UnverifiedDigest> held = new HashMap<>();
        Map<String, List<DigestVerification>> judged = new TreeMap<>();
        for (Map.Entry<String, List<Named>> chain : chains.entrySet()) {
            judged.put(chain.getKey(), verify(first(chain.getValue(), limit), held));
        }
        read = held;
        more = chains.values().stream().anyMatch(files -> files.size() > limit);
        return judged;
    }

    private List<DigestVerification> verify(List<Named> files, Map<StoredFile, UnverifiedDigest> held)
            throws IOException {
        List<UnverifiedDigest> digests = new ArrayList<>();
        for (Named named : files) {
            UnverifiedDigest digest = read(named);
            held.put(named.file(), digest);
            digests.add(digest);
        }
        List<DigestVerification> judged = new ArrayList<>();
        for (int i = 0; i < digests.size(); i++) {
            Optional<UnverifiedDigest> behind =
                    i + 1 < digests.size() ? Optional.of(digests.get(i + 1)) : Optional.empty();
            judged.add(verifier.verify(digests.get(i), behind));
        }
        return judged;
    }

    /** A digest whose signature may still be added to the folder is read again. */
    private UnverifiedDigest read(Named named) throws IOException {
        UnverifiedDigest known = read.get(named.file());
        return known != null && known.signature().isPresent()
                ? known
                : UnverifiedDigest.of(
                        named.name(),
                        named.file().name(),
                        store.address(named.file()),
                        store.readWithMetadata(named.file()));
    }

    private static List<Named> first(List<Named> files, int limit) {
        return files.stream()
                .sorted(Comparator.comparing((Named named) -> named.name().end())
                        .thenComparing(named -> named.file().path()))
                .limit(limit)
                .toList();
    }

    private static boolean isBehind(@Nullable DigestPosition position, DigestFile.Name name) {
        return position == null || position.isBefore(name);
    }

    private record Named(DigestFile.Name name, StoredFile file) {}
}
