package dev.gleaner.actuator.approval.slack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A secret that is configured as a value or as a file. */
public final class ConfiguredSecret {

    private ConfiguredSecret() {}

    /** Returns the value, else the stripped content of the file; empty if neither is configured. */
    public static Optional<String> resolve(Optional<String> value, Optional<Path> file) {
        return value.or(() -> file.map(ConfiguredSecret::read))
                .map(String::strip)
                .filter(secret -> !secret.isEmpty());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the secret in " + file, e);
        }
    }
}
