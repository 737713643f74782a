package dev.gleaner.collector.source.gpu.smi;

import dev.gleaner.collector.kafka.CheckpointReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.gpu.GpuConfig;
import dev.gleaner.collector.source.gpu.GpuHost;
import dev.gleaner.contracts.Json;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Files with output of nvidia-smi, complete or growing. */
@ApplicationScoped
class SmiRecordingSource implements PolledSource {

    private static final String KEY = "gpu-recording ";
    private static final int BLOCK_SIZE = 4 << 20;

    private final GpuConfig config;
    private final SmiOutputPublisher stream;
    private final KafkaPublisher publisher;
    private final CheckpointReader checkpointReader;
    private final SmiRecordingReader reader;
    private final Set<Path> unusable = new HashSet<>();
    private @Nullable Map<String, SmiRecordingReader.Position> positions;

    SmiRecordingSource(
            GpuConfig config,
            SmiOutputPublisher stream,
            KafkaPublisher publisher,
            CheckpointReader checkpointReader,
            Clock clock) {
        this.config = config;
        this.stream = stream;
        this.publisher = publisher;
        this.checkpointReader = checkpointReader;
        this.reader = new SmiRecordingReader(config.zone(), BLOCK_SIZE, clock);
    }

    @Override
    public Polling polling() {
        return new Polling(SmiOutputPublisher.NAME, config.recording().isPresent(), config.interval());
    }

    @Override
    public void poll() {
        GpuHost host = GpuHost.configured(config);
        try {
            for (Path file : files(config.recording().orElseThrow())) {
                if (!unusable.contains(file)) {
                    catchUp(host, file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't read what collector.gpu.recording names", e);
        }
    }

    private void catchUp(GpuHost host, Path file) throws IOException {
        String key = KEY + file;
        Map<String, SmiRecordingReader.Position> known = positions();
        try {
            Optional<SmiRecordingReader.Piece> piece =
                    reader.next(file, known.getOrDefault(key, SmiRecordingReader.Position.START));
            while (piece.isPresent()) {
                SmiRecordingReader.Position until = piece.get().until();
                stream.publishDelivery(host, file.toString(), piece.get().reading());
                known.put(key, until);
                publisher.publishCheckpoint(key, Json.bytes(until));
                piece = reader.next(file, until);
            }
        } catch (ParsedSmiOutput.Unusable e) {
            Log.errorf("%s is not read until the next start: line %d: %s", file, e.line() + 1, e.reason());
            unusable.add(file);
        }
    }

    private Map<String, SmiRecordingReader.Position> positions() {
        if (positions == null) {
            Map<String, SmiRecordingReader.Position> restored = new HashMap<>();
            checkpointReader
                    .findByPrefix(KEY)
                    .forEach((key, position) ->
                            restored.put(key, Json.read(position, SmiRecordingReader.Position.class)));
            positions = restored;
        }
        return positions;
    }

    private static List<Path> files(Path recording) throws IOException {
        Path path = recording.toAbsolutePath().normalize();
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> found = Files.list(path)) {
            return found.filter(file -> file.toString().endsWith(".csv"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }
}
