package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.files.StoredFile;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The files of a store by the keys under which S3 delivered them. What was copied elsewhere may lie deeper or less deep than
 * there; nothing is ever opened that was not listed, whatever a manifest names.
 */
final class ListedFiles {

    private final Map<String, List<StoredFile>> byName;

    ListedFiles(List<StoredFile> files) {
        this.byName = files.stream().collect(Collectors.groupingBy(StoredFile::name));
    }

    /** The file that was delivered under a key. */
    Optional<StoredFile> find(String key) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        return byName.getOrDefault(name, List.of()).stream()
                .filter(file -> endsWith(key, file.path()) || endsWith(file.path(), key))
                .max(Comparator.comparingInt(file -> file.path().length()));
    }

    private static boolean endsWith(String path, String end) {
        return path.equals(end) || path.endsWith("/" + end);
    }
}
