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

/** Which files of a store a source has read, over restarts. */
public final class ReadFileTracker {

    private final String source;
    private final FileStore store;
    private final KafkaPublisher publisher;
    private final CheckpointReader checkpointReader;
    private @Nullable SeenFiles seen;

    /** Of files of a store, for the source of this name. */
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
     * These have been read; call when Kafka has acknowledged all that they hold. One at a time, so that no older position of a
     * folder replaces a newer one. A position that can't be kept, such as that of a folder of 50,000 files, costs reading them
     * again at a start.
     */
    public synchronized void add(Collection<StoredFile> read) {
        Map<String, byte[]> positions = seen().add(read).entrySet().stream()
                .collect(Collectors.toMap(position -> key(position.getKey()), Map.Entry::getValue));
        try {
            publisher.publishCheckpoints(positions);
        } catch (RuntimeException e) {
            Log.warnf("Positions of %s can't be kept: %s", source, e.getMessage());
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
     * Which files have been read. Kept by folder, so that a checkpoint grows with a folder (AWS begins one a day), not with
     * all of it; and as hashes of name and version, so that a file that changed is read again.
     */
    public static final class SeenFiles {

        private static final int HASH_FROM = "sha256:".length();
        private static final int HASH_TO = HASH_FROM + 16;

        private final Map<String, Set<String>> byFolder = new HashMap<>();

        /** Whether this version of a file has been read. */
        public boolean contains(StoredFile file) {
            return byFolder.getOrDefault(file.folder(), Set.of()).contains(hash(file));
        }

        /** Adds these, and returns the positions of their folders, to be kept. */
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

        /** Takes a position that was kept. */
        public void restore(String folder, byte[] position) {
            byFolder.put(
                    folder, new TreeSet<>(Json.read(position, Position.class).seen()));
        }

        private static String hash(StoredFile file) {
            String text = file.name() + " " + file.version();
            return Json.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(HASH_FROM, HASH_TO);
        }

        /** The form in which it is kept. */
        record Position(List<String> seen) {}
    }
}
