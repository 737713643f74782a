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
 * The addresses of a run, for users, scripts and the feeder: the content of {@code endpoints.json}, which only its
 * owner can read.
 *
 * @param kafka {@code host:port}
 * @param postgres URL with user and password, as {@code psql} accepts it
 * @param aws absent without the AWS stand-in
 * @param slack where signed clicks are posted
 * @param token a token with all roles on all services
 * @param firehoseKeyFile file with the access key of the metric stream's delivery
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

    /** Reads the file; empty when it does not exist. */
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
