package dev.gleaner.benchmarks.analyzer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The size of a folder on the disk. */
public final class FolderSize {

    private static final int BYTES_PER_MEGABYTE = 1_000_000;

    private FolderSize() {}

    /** The sum of the lengths of its files, in MB of 1,000,000 bytes. */
    public static long megabytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum()
                    / BYTES_PER_MEGABYTE;
        }
    }
}
