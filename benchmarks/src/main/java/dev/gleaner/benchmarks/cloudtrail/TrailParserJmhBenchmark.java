package dev.gleaner.benchmarks.cloudtrail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gleaner.collector.source.cloudtrail.mapping.OfflineTrailReader;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.systemtests.trail.TrailRecordGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The same records, read by the collector to signals, and by Jackson to a tree. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class TrailParserJmhBenchmark {

    static final int RECORDS = 2000;

    private static final Instant UNTIL = Instant.parse("2026-03-01T10:05:00Z");

    private final ObjectMapper mapper = new ObjectMapper();
    private final OfflineTrailReader trail = new OfflineTrailReader("cloudtrail-s3");
    private List<byte[]> records = List.of();
    private byte[] file = new byte[0];

    /** The bytes of the records, without the separators. */
    static long bytes() {
        return made().stream().mapToLong(record -> record.length).sum();
    }

    /** A file of a trail with the records; always the same. */
    static byte[] file() {
        StringJoiner json = new StringJoiner(",", "{\"Records\":[", "]}");
        made().forEach(record -> json.add(new String(record, UTF_8)));
        return json.toString().getBytes(UTF_8);
    }

    /** Generates the records. */
    @Setup
    public void make() {
        records = made();
        file = file();
    }

    /** Reads a whole file to signals. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public List<Signal> collector() {
        return trail.everything(file, "file.json.gz", UNTIL);
    }

    /** Reads each record to a tree, without reading its fields. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void jacksonTree(Blackhole hole) throws IOException {
        for (byte[] record : records) {
            hole.consume(mapper.readTree(record));
        }
    }

    private static List<byte[]> made() {
        TrailRecordGenerator maker = new TrailRecordGenerator(42, "us-east-1", UNTIL);
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            StringBuilder json = new StringBuilder();
            maker.add(json);
            records.add(json.toString().getBytes(UTF_8));
        }
        return records;
    }
}
