package dev.gleaner.local.feed;

import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** The folder in which the launcher and the feeder tell one another how far they are. Files are whole or not there. */
final class FeederFolder {

    /** Where the trail's log files lie when there is no bucket. */
    static final String TRAIL = "trail";

    /** Where recorded answers of DescribeInstances lie. */
    static final String INVENTORY = "inventory";

    private static final String STATE = "estate-state.json";
    private static final String READY = "stand-in-ready";

    private final Path folder;

    FeederFolder(Path folder) {
        this.folder = folder;
    }

    /** Where an earlier run came to. */
    Optional<FeederState> state() throws IOException {
        Path file = folder.resolve(STATE);
        return Files.exists(file)
                ? Optional.of(Json.read(Files.readAllBytes(file), FeederState.class))
                : Optional.empty();
    }

    void write(FeederState state) throws IOException {
        write(STATE, Json.bytes(state));
    }

    /** The stand-in can be used from now on. */
    void markStandInReady() throws IOException {
        write(READY, "ready\n".getBytes(StandardCharsets.UTF_8));
    }

    void clearStandInReady() throws IOException {
        Files.deleteIfExists(folder.resolve(READY));
    }

    /** JSON of a value into a file of that name. */
    void write(String name, Object value) throws IOException {
        write(name, Json.bytes(value));
    }

    void writeText(String name, String text) throws IOException {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A folder that others look into, though nothing may come. */
    void makeFolder(String name) throws IOException {
        Files.createDirectories(folder.resolve(name));
    }

    /** Content that never changes: a file that is there is whole, and not written again. */
    void writeOnce(String name, byte[] content) throws IOException {
        if (Files.notExists(folder.resolve(name))) {
            write(name, content);
        }
    }

    /** The key with which Firehose shows who it is. */
    String firehoseKey() throws IOException {
        return Files.readString(folder.resolve("secrets/firehose-key")).strip();
    }

    /** Properties of a Kafka client beside the address; none where the broker is open. */
    Map<String, String> kafkaClient() throws IOException {
        Path file = folder.resolve("secrets/kafka-client.properties");
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Path unfinished = file.resolveSibling("." + file.getFileName() + ".new");
        Files.write(unfinished, content);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
