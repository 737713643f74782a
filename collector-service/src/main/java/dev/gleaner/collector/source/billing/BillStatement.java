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
 * A bill, or several, as somebody stated it at a time: all files of a folder. AWS writes one statement into a folder, in as many files
 * as it likes, and the next one over it or into another folder; what is charged under one key may be in several of them.
 *
 * @param files at least one
 */
record BillStatement(String folder, List<StoredFile> files) {

    /** All that lie there, the older ones first. */
    static List<BillStatement> groupByFolder(List<StoredFile> files) {
        return files.stream()
                .collect(Collectors.groupingBy(StoredFile::folder, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(folder -> new BillStatement(folder.getKey(), folder.getValue()))
                .sorted(Comparator.comparing(BillStatement::stated).thenComparing(BillStatement::folder))
                .toList();
    }

    /** When the newest of its files was written. */
    Instant stated() {
        return files.stream()
                .map(StoredFile::modified)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** By what it is remembered: another one as soon as any of its files is. */
    StoredFile readMarker() {
        String text = files.stream()
                .map(file -> file.name() + " " + file.version())
                .sorted()
                .collect(Collectors.joining("\n"));
        return new StoredFile(folder, "", Json.sha256(text.getBytes(StandardCharsets.UTF_8)), stated());
    }
}
