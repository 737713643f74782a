package dev.gleaner.local.runtime;

import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

/**
 * That what was carried out in a run shall look older: a request of {@code simulate-days}, and the answer of the feeder.
 *
 * @param days by how many days; 0 for no longer
 * @param asked when it was requested, which tells equal requests apart
 */
public record SimulatedDaysRequest(int days, Instant asked) {

    /** Reads a file; empty when it does not exist. */
    public static Optional<SimulatedDaysRequest> read(Path file) throws IOException {
        return Files.exists(file)
                ? Optional.of(Json.read(Files.readAllBytes(file), SimulatedDaysRequest.class))
                : Optional.empty();
    }

    public void write(Path file) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.write(unfinished, Json.bytes(this));
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
