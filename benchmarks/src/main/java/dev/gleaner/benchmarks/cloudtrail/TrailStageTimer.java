package dev.gleaner.benchmarks.cloudtrail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.TrailParser;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.RootPartitioner;
import dev.gleaner.contracts.topic.Topic;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MemoryRecordsBuilder;
import org.apache.kafka.common.record.TimestampType;

/**
 * CPU time of the stages of reading trail files. Each is measured by passes of one thread over the same files, of which the
 * first ones are not counted; compilation and garbage collection happen in other threads.
 */
final class TrailStageTimer {

    private static final int UNCOUNTED_PASSES = 10;
    private static final int PASSES = 9;
    private static final int RECORD_LIMIT = 1 << 20;

    /** As many signals as a source publishes together. */
    private static final int SIGNALS_AT_ONCE = 1000;

    /** Of the signals of one partition, in bytes. */
    private static final int LARGEST_BATCH = 1 << 20;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final JsonFactory jackson =
            JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();
    private final TrailParser parser = new TrailParser(RECORD_LIMIT);
    private final TrailReader reader = new TrailReader(parser, new NetworkLocator());
    private final byte[] buffer = new byte[256 * 1024];
    private final List<Path> paths;
    private final List<byte[]> packed = new ArrayList<>();
    private final List<byte[]> contents = new ArrayList<>();
    private final List<List<Signal>> groups = new ArrayList<>();
    private long records;

    private TrailStageTimer(List<Path> paths) {
        this.paths = paths;
    }

    /** A timer for as many files of the folder as contain about this many bytes of JSON. */
    static TrailStageTimer of(Path folder, long bytes) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            paths.addAll(all.filter(Files::isRegularFile).sorted().toList());
        }
        TrailStageTimer timer = new TrailStageTimer(new ArrayList<>());
        long loaded = 0;
        for (Path path : paths) {
            if (loaded < bytes) {
                loaded += timer.load(path);
            }
        }
        timer.group();
        return timer;
    }

    private int load(Path path) throws IOException {
        byte[] file = Files.readAllBytes(path);
        byte[] content = TrailParser.decompress(new ByteArrayInputStream(file)).readAllBytes();
        paths.add(path);
        packed.add(file);
        contents.add(content);
        parser.parse(new ByteArrayInputStream(content), entry -> records++);
        return content.length;
    }

    private void group() {
        List<Signal> group = new ArrayList<>();
        for (byte[] content : contents) {
            group.addAll(map(content).signals());
            if (group.size() >= SIGNALS_AT_ONCE) {
                groups.add(group);
                group = new ArrayList<>();
            }
        }
        groups.add(group);
    }

    /** All stages, in the order in which the collector runs them; microseconds a record. */
    List<Stage> measure() throws IOException {
        double read = micros(() -> {
            for (Path path : paths) {
                try (InputStream input = Files.newInputStream(path)) {
                    drain(input);
                }
            }
        });
        double inflate = micros(() -> {
            for (byte[] file : packed) {
                drain(TrailParser.decompress(new ByteArrayInputStream(file)));
            }
        });
        double tokens = micros(() -> {
            for (byte[] content : contents) {
                tokens(content);
            }
        });
        double cut = micros(() -> {
            for (byte[] content : contents) {
                parser.parse(new ByteArrayInputStream(content), entry -> {});
            }
        });
        double mapped = micros(() -> contents.forEach(this::map));
        double encoded = micros(() -> groups.forEach(TrailStageTimer::encode));
        double batched = micros(() -> groups.forEach(TrailStageTimer::batch));
        return List.of(
                new Stage("read the file", read),
                new Stage("inflate, with the checksum", inflate),
                new Stage("tokens of Jackson's parser", tokens),
                new Stage("cut records, locate and classify", Math.max(0, cut - tokens)),
                new Stage("map to signals", Math.max(0, mapped - cut)),
                new Stage("encode signals", encoded),
                new Stage("batches of the producer, zstd", Math.max(0, batched - encoded)));
    }

    private void drain(InputStream input) throws IOException {
        while (input.read(buffer, 0, buffer.length) >= 0) {
            // only the time matters
        }
    }

    private void tokens(byte[] content) throws IOException {
        try (JsonParser tokens = jackson.createParser(content)) {
            while (tokens.nextToken() != null) {
                // only the time matters
            }
        }
    }

    private ParsedTrailBatch map(byte[] content) {
        ParsedTrailBatch batch = new ParsedTrailBatch();
        reader.read(content, new FileOrigin("cloudtrail-folder", "file.json.gz", Instant.now()), batch);
        return batch;
    }

    private static List<byte[]> encode(List<Signal> signals) {
        return signals.stream().map(SignalCodec::encode).toList();
    }

    /** The signals as the producer sends them: one compressed batch for each partition. */
    private static void batch(List<Signal> signals) {
        Map<Integer, List<Signal>> partitions = signals.stream()
                .collect(Collectors.groupingBy(
                        signal -> RootPartitioner.partition(signal.getResource(), Topic.SIGNALS.partitions())));
        for (List<Signal> partition : partitions.values()) {
            try (MemoryRecordsBuilder batch = MemoryRecords.builder(
                    ByteBuffer.allocate(LARGEST_BATCH), Compression.zstd().build(), TimestampType.CREATE_TIME, 0)) {
                for (Signal signal : partition) {
                    batch.append(0, signal.getResource().getBytes(StandardCharsets.UTF_8), SignalCodec.encode(signal));
                }
                batch.build();
            }
        }
    }

    private double micros(Pass pass) throws IOException {
        long[] nanos = new long[PASSES];
        for (int i = -UNCOUNTED_PASSES; i < PASSES; i++) {
            long before = threads.getCurrentThreadCpuTime();
            pass.run();
            nanos[Math.max(0, i)] = threads.getCurrentThreadCpuTime() - before;
        }
        Arrays.sort(nanos);
        return nanos[PASSES / 2] / 1e3 / records;
    }

    private interface Pass {
        void run() throws IOException;
    }

    /**
     * A stage.
     *
     * @param micros median of the passes, a record
     */
    record Stage(String name, double micros) {}
}
