package dev.gleaner.local.estate;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The folder of recorded data beside the project; tests that need it are skipped where it is absent. */
public final class Recordings {

    private Recordings() {}

    /** A file or folder of it. */
    public static Path path(String name) {
        Path path = Path.of("../../../shared/data", name).toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            path = Path.of("/work/shared/data", name);
        }
        Assumptions.assumeTrue(Files.exists(path), "no recorded data at " + path + ": skipped");
        return path;
    }
}
