package dev.gleaner.local.ready;

import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The part of the state file of the feeder that a start waits for.
 *
 * @param end event time of the last delivered history
 * @param measured regions by account in which instances emit metrics
 * @param loaded whether all history is delivered
 */
public record EstateState(
        Instant end,
        List<String> accounts,
        List<String> regions,
        Map<String, List<String>> measured,
        int instances,
        boolean loaded) {

    public EstateState {
        accounts = List.copyOf(accounts);
        regions = List.copyOf(regions);
        // An earlier version of the feeder did not write it: then every region is expected.
        measured = measured == null ? everywhere(accounts, regions) : Map.copyOf(measured);
    }

    /** Whether instances emit metrics there, so that a metric stream is expected. */
    boolean isMeasured(String account, String region) {
        List<String> there = measured.get(account);
        return there != null && there.contains(region);
    }

    private static Map<String, List<String>> everywhere(List<String> accounts, List<String> regions) {
        return accounts.stream().collect(Collectors.toUnmodifiableMap(account -> account, account -> regions));
    }

    /** Reads a state that was written since a time; an older one belongs to a feeder that has ended. */
    public static Optional<EstateState> read(Path file, Instant since) {
        try {
            return Files.exists(file)
                            && !Files.getLastModifiedTime(file).toInstant().isBefore(since)
                    ? Optional.of(Json.read(Files.readAllBytes(file), EstateState.class))
                    : Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // it is being written
        }
    }
}
