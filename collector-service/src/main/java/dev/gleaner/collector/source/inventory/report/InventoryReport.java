package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A report that lies there, by its manifest.
 *
 * @param checksum the file that tells whether the manifest is whole; absent until that is there
 */
record InventoryReport(StoredFile manifest, Optional<StoredFile> checksum) {

    private static final String MANIFEST = "manifest.json";
    private static final String CHECKSUM = "manifest.checksum";

    /** Whether it is a file of a report. */
    static boolean isReportFile(StoredFile file) {
        String name = file.name();
        return name.equals(MANIFEST) || name.equals(CHECKSUM) || name.endsWith(".csv.gz") || name.endsWith(".parquet");
    }

    /** All reports that lie there; of one inventory the older ones first, as S3 names their folders by their time. */
    static List<InventoryReport> findAll(List<StoredFile> files) {
        Map<String, StoredFile> checksums = files.stream()
                .filter(file -> file.name().equals(CHECKSUM))
                .collect(Collectors.toMap(StoredFile::folder, Function.identity()));
        return files.stream()
                .filter(file -> file.name().equals(MANIFEST))
                .map(file -> new InventoryReport(file, Optional.ofNullable(checksums.get(file.folder()))))
                .sorted(Comparator.comparing(InventoryReport::place))
                .toList();
    }

    /** Where it can be looked up. */
    String place() {
        return manifest.path();
    }

    /** What the reports of one inventory have in common: the folder in which each has a folder of its own. */
    String inventory() {
        String folder = manifest.folder();
        return folder.substring(0, folder.lastIndexOf('/', folder.length() - 2) + 1);
    }

    /** By what it is remembered that nothing more can come of it: another one as soon as its manifest is written anew. */
    StoredFile doneMarker() {
        return marker("done", List.of());
    }

    /** By what it is remembered that every row of it was told. */
    StoredFile completeMarker() {
        return marker("whole", List.of());
    }

    /** By what it is remembered that it can't be used with these files: another one when any of them is replaced. */
    StoredFile brokenMarker(Collection<StoredFile> files) {
        return marker("broken", files);
    }

    private StoredFile marker(String name, Collection<StoredFile> files) {
        String text = manifest.version()
                + "\n" + checksum.map(StoredFile::version).orElse("")
                + files.stream()
                        .map(file -> "\n" + file.path() + " " + file.version())
                        .sorted()
                        .collect(Collectors.joining());
        return new StoredFile(manifest.folder(), name, Json.sha256(text.getBytes(StandardCharsets.UTF_8)));
    }
}
