package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Files by their paths. */
final class InMemoryFileStore implements FileStore {

    static final Instant WRITTEN = Instant.parse("2026-11-05T06:00:00Z");

    private final Map<String, byte[]> contents = new TreeMap<>();
    private final Map<String, Instant> times = new TreeMap<>();

    void put(String path, byte[] content) {
        put(path, content, WRITTEN);
    }

    void put(String path, String content) {
        put(path, content.getBytes(StandardCharsets.UTF_8), WRITTEN);
    }

    void put(String path, byte[] content, Instant written) {
        contents.put(path, content);
        times.put(path, written);
    }

    void remove(String path) {
        contents.remove(path);
    }

    @Override
    public String identity() {
        return "memory";
    }

    @Override
    public List<StoredFile> list() {
        return contents.entrySet().stream()
                .map(file -> StoredFile.of(
                                file.getKey(),
                                Integer.toString(Arrays.hashCode(file.getValue())),
                                times.getOrDefault(file.getKey(), WRITTEN))
                        .withSize(file.getValue().length))
                .toList();
    }

    @Override
    public InputStream open(StoredFile file) throws IOException {
        byte[] content = contents.get(file.path());
        if (content == null) {
            throw new NoSuchFileException(file.path());
        }
        return new ByteArrayInputStream(content);
    }
}
