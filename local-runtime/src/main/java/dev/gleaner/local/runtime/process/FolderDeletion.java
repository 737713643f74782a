package dev.gleaner.local.runtime.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Deletes folders with their content. */
public final class FolderDeletion {

    private FolderDeletion() {}

    /** Deletes a folder or a file, if it is there. */
    public static void delete(Path path) {
        if (Files.notExists(path)) {
            return;
        }
        try (Stream<Path> content = Files.walk(path)) {
            for (Path file : content.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
