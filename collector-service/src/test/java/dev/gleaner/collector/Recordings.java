package dev.gleaner.collector;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What others recorded, in {@code ../shared/data} beside the project, and {@code jq} to count it without our parser.
 * Tests that ask for it are skipped where it is absent.
 */
public final class Recordings {

    private Recordings() {}

    /** A folder of recordings. */
    public static Path folder(String name) {
        Path folder = root().resolve(name);
        assumeTrue(Files.isDirectory(folder), "no recordings in " + folder + ": put them there to run this test");
        return folder;
    }

    /** Output of a shell script that runs in a folder; skips the test without {@code jq}. */
    public static byte[] shell(Path folder, String script) throws IOException, InterruptedException {
        assumeTrue(hasJq(), "no jq on the PATH: install it to run this test");
        Process process = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream output = process.getInputStream()) {
            byte[] bytes = output.readAllBytes();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("failed: " + script);
            }
            return bytes;
        }
    }

    /** The one JSON value that a shell script prints. */
    public static JsonNode json(Path folder, String script) throws IOException, InterruptedException {
        return Json.mapper().readTree(shell(folder, script));
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Stream.iterate(here, path -> path != null, Path::getParent)
                .map(path -> path.resolve("shared/data"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(here.resolve("../../shared/data"));
    }

    private static boolean hasJq() throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(List.of("jq", "--version")).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
