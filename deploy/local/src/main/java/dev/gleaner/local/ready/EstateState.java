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
 * What the feeder says of the estate that it replays.
 *
 * @param end event time of the last delivered history
 * @param measured regions by account in which instances emit points
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
        // A feeder of an earlier version does not say it: then all are waited for.
        measured = measured == null ? everywhere(accounts, regions) : Map.copyOf(measured);
    }

    /** Whether points come from there, so that there is a metric stream to wait for. */
    boolean isMeasured(String account, String region) {
        List<String> there = measured.get(account);
        return there != null && there.contains(region);
    }

    private static Map<String, List<String>> everywhere(List<String> accounts, List<String> regions) {
        return accounts.stream().collect(Collectors.toUnmodifiableMap(account -> account, account -> regions));
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
