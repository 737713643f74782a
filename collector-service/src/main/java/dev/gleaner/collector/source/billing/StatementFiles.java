package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The files of one statement of one or more bills: those that the manifest of an export names, or all files of a folder. AWS divides a
 * statement into any number of files. Charges with the same key may be in several of them.
 *
 * @param folder of the files; of an export, that of its billing period
 * @param files at least one, each once
 * @param stated time at which the newest file was written
 */
record StatementFiles(String folder, List<StoredFile> files, Instant stated) {

    /** The files of a folder without a manifest. */
    static StatementFiles ofFolder(String folder, List<StoredFile> files) {
        Instant stated = files.stream()
                .map(StoredFile::modified)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new StatementFiles(folder, files, stated);
    }

    /** What the signals of a statement contain. With another one, statements that were read before are read again. */
    private static final String CONTENT = "billed charges 2\n";

    /** Identifies the content; changes as soon as any of its files changes. */
    String content() {
        String text = files.stream()
                .map(file -> file.path().substring(folder.length()) + " " + file.version())
                .sorted()
                .collect(Collectors.joining("\n"));
        return Json.sha256((CONTENT + text).getBytes(StandardCharsets.UTF_8));
    }

    /** The same as of another time. */
    StatementFiles statedAt(Instant time) {
        return new StatementFiles(folder, files, time);
    }
}
