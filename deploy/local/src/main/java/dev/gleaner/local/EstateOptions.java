package dev.gleaner.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which estate is replayed; passed to the feeder as it was given. */
public final class EstateOptions {

    private static final List<String> SIZES = List.of("small", "large", "none");

    @Option(names = "--estate", paramLabel = "small|large|none", description = "which made estate to replay (small)")
    private @Nullable String estate;

    @Option(names = "--estate-file", paramLabel = "FILE", description = "replay the estate described in this JSON file")
    private @Nullable Path file;

    @Option(names = "--recordings", paramLabel = "DIR", description = "replay recorded metrics and trail from here")
    private @Nullable Path recordings;

    /** What can be seen at once to be wrong; empty when nothing is. */
    Optional<String> problem() {
        if (estate != null && !SIZES.contains(estate)) {
            return Optional.of("--estate " + estate + ": there are " + String.join(", ", SIZES));
        }
        if (file != null && !Files.isRegularFile(file)) {
            return Optional.of("--estate-file " + file + ": there is no such file");
        }
        return recordings != null && !Files.isDirectory(recordings)
                ? Optional.of("--recordings " + recordings + ": there is no such folder")
                : Optional.empty();
    }

    /** Whether somebody wrote it, who may have written something wrong. */
    boolean isTheUsers() {
        return file != null || recordings != null;
    }

    /** As arguments of the feeder. */
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
