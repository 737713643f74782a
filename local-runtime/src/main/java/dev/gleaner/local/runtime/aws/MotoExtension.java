package dev.gleaner.local.runtime.aws;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * The extension of moto by which resources get a creation time in the past ({@link MotoControl#setPast}). Python finds it in a
 * folder that is named in the environment of moto's process.
 */
public final class MotoExtension {

    /** The name by which Python loads a module at its start. */
    public static final String FILE = "sitecustomize.py";

    private static final String VARIABLE = "PYTHONPATH";

    private MotoExtension() {}

    /** Writes the extension into a folder, and returns the environment variables that make Python load it. */
    static Map<String, String> install(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(FILE), content());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String others = System.getenv(VARIABLE);
        String path = folder.toAbsolutePath().toString();
        return Map.of(VARIABLE, others == null || others.isEmpty() ? path : path + File.pathSeparator + others);
    }

    /** The Python source. */
    public static byte[] content() {
        try (InputStream resource =
                Objects.requireNonNull(MotoExtension.class.getResourceAsStream("/moto/" + FILE), FILE)) {
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
