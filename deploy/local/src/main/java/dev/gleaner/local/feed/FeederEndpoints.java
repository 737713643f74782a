package dev.gleaner.local.feed;

import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts listen, as the launcher wrote it.
 *
 * @param kafka host and port
 * @param aws the stand-in; absent where there is none
 * @param token for all services
 */
record FeederEndpoints(String kafka, @Nullable URI aws, URI collector, String token) {

    static FeederEndpoints read(Path file) throws IOException {
        return Json.read(Files.readAllBytes(file), FeederEndpoints.class);
    }

    /** The stand-in; {@link IllegalStateException} where there is none. */
    URI requireAws() {
        return Optional.ofNullable(aws)
                .orElseThrow(() -> new IllegalStateException("no AWS stand-in runs: give --no-aws to do without"));
    }
}
