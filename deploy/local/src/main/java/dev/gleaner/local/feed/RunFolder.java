package dev.gleaner.local.feed;

import dev.gleaner.contracts.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The folder in which the launcher and the feeder tell one another how far they are. Files are whole or not there. */
final class RunFolder {

    private static final String STATE = "estate-state.json";
    private static final String READY = "stand-in-ready";

    private final Path folder;

    RunFolder(Path folder) {
        this.folder = folder;
    }

    /** Where an earlier run came to. */
    Optional<FeedState> state() throws IOException {
        Path file = folder.resolve(STATE);
        return Files.exists(file)
                ? Optional.of(Json.read(Files.readAllBytes(file), FeedState.class))
                : Optional.empty();
    }

    void write(FeedState state) throws IOException {
        write(STATE, Json.bytes(state));
    }

    /** The stand-in can be used from now on. */
    void standInIsReady() throws IOException {
        write(READY, "ready\n".getBytes(StandardCharsets.UTF_8));
    }

    void standInIsNotReady() throws IOException {
        Files.deleteIfExists(folder.resolve(READY));
    }

    /** JSON of a value into a file of that name. */
    void write(String name, Object value) throws IOException {
        write(name, Json.bytes(value));
    }

    void writeText(String name, String text) throws IOException {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The key with which Firehose shows who it is. */
    String firehoseKey() throws IOException {
        return Files.readString(folder.resolve("secrets/firehose-key")).strip();
    }

    private void write(String name, byte[] content) throws IOException {
        Files.createDirectories(folder);
        Path unfinished = folder.resolve("." + name + ".new");
        Files.write(unfinished, content);
        Files.move(
                unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
