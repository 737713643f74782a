package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.contracts.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which files have been read. Kept by folder, so that a checkpoint grows with a folder (a trail has one a day), not with
 * the trail; and as hashes of name and version, so that a file that changed is read again.
 */
final class SeenFiles {

    private static final int HASH_FROM = "sha256:".length();
    private static final int HASH_TO = HASH_FROM + 16;

    private final Map<String, Set<String>> byFolder = new HashMap<>();

    boolean contains(TrailFile file) {
        return byFolder.getOrDefault(file.folder(), Set.of()).contains(hash(file));
    }

    /** Adds these, and returns the positions of their folders, to be kept. */
    Map<String, byte[]> add(Collection<TrailFile> files) {
        Map<String, byte[]> positions = new TreeMap<>();
        for (TrailFile file : files) {
            byFolder.computeIfAbsent(file.folder(), folder -> new TreeSet<>()).add(hash(file));
        }
        files.stream()
                .map(TrailFile::folder)
                .distinct()
                .forEach(folder -> positions.put(
                        folder, Json.bytes(new Position(List.copyOf(byFolder.getOrDefault(folder, Set.of()))))));
        return positions;
    }

    /** Takes a position that was kept. */
    void restore(String folder, byte[] position) {
        byFolder.put(folder, new TreeSet<>(Json.read(position, Position.class).seen()));
    }

    private static String hash(TrailFile file) {
        String text = file.name() + " " + file.version();
        return Json.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(HASH_FROM, HASH_TO);
    }

    /** The form in which it is kept. */
    record Position(List<String> seen) {}
}
