package dev.gleaner.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that select the estate; they are passed on to the feeder. */
public final class EstateOptions {

    private static final List<String> SIZES = List.of("small", "large", "none");

    @Option(
            names = "--estate",
            paramLabel = "small|large|none",
            description = "the generated estate to replay (default: small)")
    private @Nullable String estate;

    @Option(names = "--estate-file", paramLabel = "FILE", description = "replay the estate described in this JSON file")
    private @Nullable Path file;

    @Option(
            names = "--recordings",
            paramLabel = "DIR",
            description = "replay the recorded metrics and trail in this folder")
    private @Nullable Path recordings;

    /** A problem of the options themselves; empty when they are valid. */
    Optional<String> problem() {
        if (estate != null && !SIZES.contains(estate)) {
            return Optional.of("--estate " + estate + ": not one of " + String.join(", ", SIZES));
        }
        if (file != null && !Files.isRegularFile(file)) {
            return Optional.of("--estate-file " + file + ": no such file");
        }
        return recordings != null && !Files.isDirectory(recordings)
                ? Optional.of("--recordings " + recordings + ": no such folder")
                : Optional.empty();
    }

    /** Whether the estate comes from a file of the user, which may contain mistakes. */
    boolean isTheUsers() {
        return file != null || recordings != null;
    }

    /** The options as arguments of the feeder. */
    public List<String> arguments() {
        if (file != null) {
            return List.of("--estate-file", file.toAbsolutePath().normalize().toString());
        }
        if (recordings != null) {
            return List.of(
                    "--recordings", recordings.toAbsolutePath().normalize().toString());
        }
        return List.of("--estate", estate == null ? "small" : estate);
    }
}
