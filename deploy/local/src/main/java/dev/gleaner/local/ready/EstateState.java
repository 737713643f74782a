package dev.gleaner.local.ready;

import dev.gleaner.contracts.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the feeder says of the estate that it replays.
 *
 * @param end event time of the last delivered history
 * @param loaded whether all history is delivered
 */
public record EstateState(Instant end, List<String> accounts, List<String> regions, int instances, boolean loaded) {

    public EstateState {
        accounts = List.copyOf(accounts);
        regions = List.copyOf(regions);
    }

    /** The state written since a moment: an older one is of a feeder that no longer runs. */
    public static Optional<EstateState> read(Path file, Instant since) {
        try {
            return Files.exists(file)
                            && !Files.getLastModifiedTime(file).toInstant().isBefore(since)
                    ? Optional.of(Json.read(Files.readAllBytes(file), EstateState.class))
                    : Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // being written just now
        }
    }
}
