package dev.gleaner.analyzer.health;

import io.quarkus.runtime.configuration.MemorySize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The disk of {@code analyzer.state-dir}.
 *
 * @param least free bytes below which it is reported
 */
record StateDisk(Path folder, long least) {

    /** For a person. The place is the configuration key, because everybody can read the health; the path is in the log. */
    static final String FULL = "the disk of analyzer.state-dir is full: free space there";

    /** Of the C library (ENOSPC, EDQUOT), which Java and RocksDB report. */
    private static final String NO_SPACE = "no space left on device";

    private static final String QUOTA = "disk quota exceeded";

    static StateDisk of(Path folder, MemorySize least) {
        return new StateDisk(folder, least.asLongValue());
    }

    /** Whether a failure is that of a full disk; its causes are not considered. */
    static boolean isFull(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains(NO_SPACE) || message.contains(QUOTA);
    }

    /** Free bytes; empty while there is no folder, or its disk is not known. */
    OptionalLong free() {
        try {
            return Files.exists(folder)
                    ? OptionalLong.of(Files.getFileStore(folder).getUsableSpace())
                    : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** That there is little space left, for a person; empty if there is enough. */
    Optional<String> shortage() {
        OptionalLong free = free();
        return free.isPresent() && free.getAsLong() < least
                ? Optional.of(
                        "the disk of analyzer.state-dir has %,d bytes left, less than analyzer.watchdog.least-disk (%,d)"
                                .formatted(free.getAsLong(), least))
                : Optional.empty();
    }
}
