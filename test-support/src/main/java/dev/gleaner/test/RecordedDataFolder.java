package dev.gleaner.test;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The folder of recorded data beside the project; tests that need it are skipped where it is absent. */
public final class RecordedDataFolder {

    private RecordedDataFolder() {}

    /**
     * A file or folder of the recorded data, which is {@code shared/data} beside the project or beside a parent folder.
     */
    public static Path path(String name) {
        Path above = Path.of("").toAbsolutePath();
        while (above != null && !Files.isDirectory(above.resolve("shared/data"))) {
            above = above.getParent();
        }
        Path data = above == null ? Path.of("shared/data") : above.resolve("shared/data");
        Path path = name.isEmpty() ? data : data.resolve(name);
        Assumptions.assumeTrue(Files.exists(path), "no recorded data at " + path + ": skipped");
        return path;
    }
}
