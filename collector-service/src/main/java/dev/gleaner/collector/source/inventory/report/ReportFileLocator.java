package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.files.StoredFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the files of a report in a store by the keys under which S3 delivered them. Copied reports may be at another
 * depth. Only listed files are opened, whatever a manifest names.
 */
final class ReportFileLocator {

    private final Map<String, List<StoredFile>> byName;

    ReportFileLocator(List<StoredFile> files) {
        this.byName = files.stream().collect(Collectors.groupingBy(StoredFile::name));
    }

    /**
     * The file with this key: of files with that name the one whose path has the longest common suffix with the key,
     * near the report.
     */
    Optional<StoredFile> find(String key, InventoryReport report) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        return byName.getOrDefault(name, List.of()).stream()
                .max(Comparator.<StoredFile>comparingInt(file -> inCommon(backwards(key), backwards(file.path())))
                        .thenComparing(file -> inCommon(forwards(report.place()), forwards(file.path()))));
    }

    private static List<String> forwards(String path) {
        return List.of(path.split("/", -1));
    }

    private static List<String> backwards(String path) {
        List<String> parts = new ArrayList<>(forwards(path));
        Collections.reverse(parts);
        return parts;
    }

    /** Number of equal leading parts. */
    private static int inCommon(List<String> one, List<String> other) {
        int count = 0;
        while (count < Math.min(one.size(), other.size()) && one.get(count).equals(other.get(count))) {
            count++;
        }
        return count;
    }
}
