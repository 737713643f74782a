package dev.gleaner.collector.source.cloudtrail.digest;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The log files of a store that digests list, as long as they match their hash. */
final class DigestVerifiedFiles implements FileStore {

    private final FileStore store;
    private final Set<StoredFile> refused = ConcurrentHashMap.newKeySet();
    private volatile Map<String, String> hashes = Map.of();
    private volatile Map<String, StoredFile> listed = Map.of();
    private volatile List<StoredFile> present = List.of();

    DigestVerifiedFiles(FileStore store) {
        this.store = store;
    }

    /** Adds log files that a digest lists. */
    void expectLogs(Iterable<DigestFile.NamedLog> logs) {
        Map<String, String> all = new HashMap<>();
        logs.forEach(log -> all.put(log.name(), log.hash()));
        hashes = all;
    }

    /**
     * Differs from that of the store: files that were read without digests are read again once digests are required.
     */
    @Override
    public String identity() {
        return "digests of " + store.identity();
    }

    @Override
    public List<StoredFile> list() throws IOException {
        present = store.list();
        List<StoredFile> vouched = present.stream()
                .filter(file -> hashes.containsKey(file.name()) && !refused.contains(file))
                .toList();
        Map<String, StoredFile> byPath = new HashMap<>();
        vouched.forEach(file -> byPath.put(file.path(), file));
        listed = byPath;
        return vouched;
    }

    @Override
    public InputStream open(StoredFile file) throws IOException {
        return store.open(file);
    }

    /** All files of the last listing, whether a digest lists them or not. */
    List<StoredFile> present() {
        return present;
    }

    /** Whether the content matches the hash of the digest. */
    boolean matchesDigest(String path, String hash) {
        return hash.equals(hashes.get(DigestFile.name(path)));
    }

    /** Excludes a file that does not match, until it changes. */
    void reject(String path) {
        StoredFile file = listed.get(path);
        if (file != null) {
            refused.add(file);
        }
    }

    boolean isRefused(StoredFile file) {
        return refused.contains(file);
    }
}
