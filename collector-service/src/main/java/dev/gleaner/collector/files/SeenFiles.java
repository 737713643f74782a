package dev.gleaner.collector.files;

import dev.gleaner.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which files have been read. Kept by folder, so that a checkpoint grows with a folder (AWS begins one a day), not with
 * all of it; and as hashes of name and version, so that a file that changed is read again.
 */
public final class SeenFiles {

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
            byFolder.computeIfAbsent(file.folder(), folder -> new TreeSet<>()).add(hash(file));
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
        byFolder.put(folder, new TreeSet<>(Json.read(position, Position.class).seen()));
    }

    private static String hash(StoredFile file) {
        String text = file.name() + " " + file.version();
        return Json.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(HASH_FROM, HASH_TO);
    }

    /** The form in which it is kept. */
    record Position(List<String> seen) {}
}
