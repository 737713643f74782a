package dev.gleaner.collector.source;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.kafka.CheckpointReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.contracts.Json;
import io.quarkus.logging.Log;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps track, across restarts, of the files of a store that a source has read. */
public final class ReadFileTracker {

    private final String source;
    private final FileStore store;
    private final KafkaPublisher publisher;
    private final CheckpointReader checkpointReader;
    private @Nullable SeenFiles seen;

    public ReadFileTracker(
            String source, FileStore store, KafkaPublisher publisher, CheckpointReader checkpointReader) {
        this.source = source;
        this.store = store;
        this.publisher = publisher;
        this.checkpointReader = checkpointReader;
    }

    /** Whether this version of a file has been read. */
    public boolean contains(StoredFile file) {
        return seen().contains(file);
    }

    /**
     * Records files as read; to be called when Kafka has acknowledged their content. Synchronized, so that an older
     * checkpoint of a folder never replaces a newer one. If a checkpoint can't be stored, for example of a folder with
     * 50,000 files, its files are read again after a restart.
     */
    public synchronized void add(Collection<StoredFile> read) {
        Map<String, byte[]> positions = seen().add(read).entrySet().stream()
                .collect(Collectors.toMap(position -> key(position.getKey()), Map.Entry::getValue));
        try {
            publisher.publishCheckpoints(positions);
        } catch (RuntimeException e) {
            Log.warnf("Checkpoints of %s can't be stored: %s", source, e.getMessage());
        }
    }

    private synchronized SeenFiles seen() {
        if (seen == null) {
            SeenFiles restored = new SeenFiles();
            String prefix = key("");
            checkpointReader
                    .findByPrefix(prefix)
                    .forEach((key, position) -> restored.restore(key.substring(prefix.length()), position));
            seen = restored;
        }
        return seen;
    }

    private String key(String folder) {
        return source + " " + store.identity() + " " + folder;
    }

    /**
     * The files that have been read. Stored by folder, because AWS begins a new folder each day and a checkpoint should
     * not grow with all files; and as hashes of name and version, so that a changed file is read again.
     */
    public static final class SeenFiles {

        private static final int HASH_FROM = "sha256:".length();
        private static final int HASH_TO = HASH_FROM + 16;

        private final Map<String, Set<String>> byFolder = new HashMap<>();

        /** Whether this version of a file has been read. */
        public boolean contains(StoredFile file) {
            return byFolder.getOrDefault(file.folder(), Set.of()).contains(hash(file));
        }

        /** Adds files, and returns the new checkpoints of their folders. */
        public Map<String, byte[]> add(Collection<StoredFile> files) {
            Map<String, byte[]> positions = new TreeMap<>();
            for (StoredFile file : files) {
                byFolder.computeIfAbsent(file.folder(), folder -> new TreeSet<>())
                        .add(hash(file));
            }
            files.stream()
                    .map(StoredFile::folder)
                    .distinct()
                    .forEach(folder -> positions.put(
                            folder, Json.bytes(new Position(List.copyOf(byFolder.getOrDefault(folder, Set.of()))))));
            return positions;
        }

        /** Restores a checkpoint. */
        public void restore(String folder, byte[] position) {
            byFolder.put(
                    folder, new TreeSet<>(Json.read(position, Position.class).seen()));
        }

        private static String hash(StoredFile file) {
            String text = file.name() + " " + file.version();
            return Json.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(HASH_FROM, HASH_TO);
        }

        /** Stored form. */
        record Position(List<String> seen) {}
    }
}
