package dev.gleaner.local.runtime;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a run listens, for people, scripts and the feeder: {@code endpoints.json}, which only its owner reads.
 *
 * @param kafka {@code host:port}
 * @param postgres with user and password, as {@code psql} wants it
 * @param aws absent where there is no stand-in
 * @param slack where signed clicks go
 * @param token all roles on all services
 * @param firehoseKeyFile file with the key of the metric stream's delivery
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunEndpoints(
        String kafka,
        String postgres,
        @Nullable String aws,
        String collector,
        String analyzer,
        String actuator,
        String slack,
        String token,
        String firehoseKeyFile) {

    /** What a run wrote down; empty when it did not. */
    public static Optional<RunEndpoints> read(Path file) throws IOException {
        return Files.exists(file)
                ? Optional.of(Json.read(Files.readAllBytes(file), RunEndpoints.class))
                : Optional.empty();
    }

    public void write(Path file) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.deleteIfExists(unfinished);
        RunSecrets.writeForOwner(
                unfinished,
                Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(this),
                StandardOpenOption.CREATE_NEW);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    public static String http(int port) {
        return "http://127.0.0.1:" + port;
    }
}
