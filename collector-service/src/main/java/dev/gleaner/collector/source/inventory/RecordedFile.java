package dev.gleaner.collector.source.inventory;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A file with a recorded answer; two of them are equal when nothing was written between.
 *
 * @param written to the millisecond, like all times here
 */
record RecordedFile(Path path, long size, Instant written) {

    /** Every {@code *.json} below a folder, the last written one last: what it says outlives what older ones say. */
    static List<RecordedFile> below(Path folder) throws IOException {
        List<RecordedFile> files = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && path.toString().endsWith(".json")) {
                    files.add(of(path, attributes));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(Comparator.comparing(RecordedFile::written).thenComparing(RecordedFile::path));
        return files;
    }

    private static RecordedFile of(Path path, BasicFileAttributes attributes) {
        Instant written = attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MILLIS);
        return new RecordedFile(path, attributes.size(), written);
    }
}
