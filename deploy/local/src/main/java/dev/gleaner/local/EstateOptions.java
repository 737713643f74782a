package dev.gleaner.local;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which estate is replayed; passed to the feeder as it was given. */
public final class EstateOptions {

    @Option(names = "--estate", paramLabel = "small|large|none", description = "which made estate to replay (small)")
    private @Nullable String estate;

    @Option(names = "--estate-file", paramLabel = "FILE", description = "replay the estate described in this JSON file")
    private @Nullable Path file;

    @Option(names = "--recordings", paramLabel = "DIR", description = "replay recorded metrics and trail from here")
    private @Nullable Path recordings;

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
