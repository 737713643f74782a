package dev.gleaner.local.feed;

import dev.gleaner.contracts.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the parts listen, as the launcher wrote it.
 *
 * @param kafka host and port
 * @param aws the stand-in
 */
record Endpoints(String kafka, URI aws, URI collector) {

    static Endpoints read(Path file) throws IOException {
        return Json.read(Files.readAllBytes(file), Endpoints.class);
    }
}
