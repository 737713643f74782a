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

/** Of the log files of a store those that digests vouch for, until they turn out not to be what was vouched for. */
final class DigestVerifiedFiles implements FileStore {

    private final FileStore store;
    private final Set<StoredFile> refused = ConcurrentHashMap.newKeySet();
    private volatile Map<String, String> hashes = Map.of();
    private volatile Map<String, StoredFile> listed = Map.of();
    private volatile List<StoredFile> present = List.of();

    DigestVerifiedFiles(FileStore store) {
        this.store = store;
    }

    /** From now on these are vouched for. */
    void expectLogs(Iterable<DigestFile.NamedLog> logs) {
        Map<String, String> all = new HashMap<>();
        logs.forEach(log -> all.put(log.name(), log.hash()));
        hashes = all;
    }

    /** Not that of the store: what was read without digests is read again once they are asked for. */
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

    /** All files that were there when they were last listed, vouched for or not. */
    List<StoredFile> present() {
        return present;
    }

    /** Whether such a file is what was vouched for. */
    boolean matchesDigest(String path, String hash) {
        return hash.equals(hashes.get(DigestFile.name(path)));
    }

    /** It is not, and is not listed again until it changes. */
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
