package dev.gleaner.local.feed;

import dev.gleaner.contracts.Json;
import dev.gleaner.local.runtime.RunFolder;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The files of a run that the feeder writes and the launcher reads. Each is replaced as a whole. */
record FeederFolder(RunFolder run) {

    /** The state that an earlier process of the feeder wrote. */
    Optional<FeederState> state() throws IOException {
        Path file = run.estateState();
        return Files.exists(file)
                ? Optional.of(Json.read(Files.readAllBytes(file), FeederState.class))
                : Optional.empty();
    }

    void write(FeederState state) throws IOException {
        write(run.estateState(), state);
    }

    /** The services may use the stand-in from now on. */
    void markStandInReady() throws IOException {
        writeText(run.standInReady(), "ready\n");
    }

    void clearStandInReady() throws IOException {
        Files.deleteIfExists(run.standInReady());
    }

    /** Writes a value as JSON. */
    void write(Path file, Object value) throws IOException {
        replace(file, Json.bytes(value));
    }

    void writeText(Path file, String text) throws IOException {
        replace(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes content that never changes, unless the file exists. */
    void writeOnce(Path file, byte[] content) throws IOException {
        if (Files.notExists(file)) {
            replace(file, content);
        }
    }

    /**
     * Writes a listing of the past as JSON, unless the file exists. The time of the file is that of the listing, as for a
     * response that was recorded then.
     */
    void writeListing(Path file, Object value, Instant asOf) throws IOException {
        if (Files.notExists(file)) {
            replace(file, Json.bytes(value), FileTime.from(asOf));
        }
    }

    /** The access key with which Firehose authenticates to the collector. */
    String firehoseKey() throws IOException {
        return Files.readString(run.secret("firehose-key")).strip();
    }

    /** Further properties of a Kafka client; none where the broker is not secured. */
    Map<String, String> kafkaClient() throws IOException {
        Path file = run.secret("kafka-client.properties");
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    private static void replace(Path file, byte[] content) throws IOException {
        replace(file, content, null);
    }

    private static void replace(Path file, byte[] content, @Nullable FileTime time) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path unfinished = file.resolveSibling("." + file.getFileName() + ".new");
        Files.write(unfinished, content);
        if (time != null) {
            Files.setLastModifiedTime(unfinished, time);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
