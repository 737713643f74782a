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
 * A report in the store, identified by its manifest.
 *
 * @param checksum file with the checksum of the manifest; absent until S3 has written it
 */
record InventoryReport(StoredFile manifest, Optional<StoredFile> checksum) {

    private static final String MANIFEST = "manifest.json";
    private static final String CHECKSUM = "manifest.checksum";

    /** Whether a file may belong to a report. */
    static boolean isReportFile(StoredFile file) {
        String name = file.name();
        return name.equals(MANIFEST) || name.equals(CHECKSUM) || name.endsWith(".csv.gz") || name.endsWith(".parquet");
    }

    /** All reports in the store; of one inventory the older ones first, because S3 names their folders by time. */
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

    /** Path of the manifest. */
    String place() {
        return manifest.path();
    }

    /** Identifies the inventory: the folder that contains a folder for each of its reports. */
    String inventory() {
        String folder = manifest.folder();
        return folder.substring(0, folder.lastIndexOf('/', folder.length() - 2) + 1);
    }

    /** Marks a report as finished, whatever its result; changes if the manifest is written again. */
    StoredFile doneMarker() {
        return marker("done", List.of());
    }

    /** Marks a report of which every row was published. */
    StoredFile completeMarker() {
        return marker("whole", List.of());
    }

    /** Marks a report as unusable with these files; changes if any of them is replaced. */
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
