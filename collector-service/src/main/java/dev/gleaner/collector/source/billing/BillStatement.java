package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One statement of one or more bills: all files of a folder. AWS writes a statement into a folder, as any number of
 * files, and the next statement over it or into another folder. Charges with the same key may be in several files.
 *
 * @param files at least one
 */
record BillStatement(String folder, List<StoredFile> files) {

    /** All statements, the older ones first. */
    static List<BillStatement> groupByFolder(List<StoredFile> files) {
        return files.stream()
                .collect(Collectors.groupingBy(StoredFile::folder, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(folder -> new BillStatement(folder.getKey(), folder.getValue()))
                .sorted(Comparator.comparing(BillStatement::stated).thenComparing(BillStatement::folder))
                .toList();
    }

    /** Time at which the newest file was written. */
    Instant stated() {
        return files.stream()
                .map(StoredFile::modified)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Identifies the read statement; changes as soon as any of its files changes. */
    StoredFile readMarker() {
        String text = files.stream()
                .map(file -> file.name() + " " + file.version())
                .sorted()
                .collect(Collectors.joining("\n"));
        return new StoredFile(folder, "", Json.sha256(text.getBytes(StandardCharsets.UTF_8)), stated());
    }
}
