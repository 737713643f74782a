package dev.gleaner.benchmarks.cloudtrail;

import com.alibaba.fastjson2.JSONFactory;
import com.alibaba.fastjson2.JSONReader;
import com.alibaba.fastjson2.util.Fnv;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

/**
 * The same file, read by two streaming parsers to the texts of all fields that the collector reads, and nothing else.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class StreamingParserJmhBenchmark {

    private static final List<String> FIELDS = List.of(
            "eventVersion",
            "eventTime",
            "eventSource",
            "eventName",
            "awsRegion",
            "eventID",
            "eventType",
            "recipientAccountId",
            "errorCode",
            "userAgent",
            "requestID",
            "readOnly",
            "sourceIPAddress",
            "vpcEndpointId",
            "sharedEventID",
            "userIdentity/type",
            "userIdentity/arn",
            "userIdentity/accountId",
            "userIdentity/invokedBy",
            "userIdentity/sessionContext/sessionIssuer/arn",
            "requestParameters/bucketName",
            "requestParameters/key",
            "additionalEventData/bytesTransferredOut",
            "additionalEventData/bytesTransferredIn");

    private final JsonFactory jackson = new JsonFactory();
    private final JSONReader.Context fastjson2 = JSONFactory.createReadContext(
            JSONReader.Feature.DisableSingleQuote, JSONReader.Feature.DisableReferenceDetect);
    private final ReadNames names = ReadNames.of(FIELDS);
    private byte[] file = new byte[0];

    /** Generates the file, and reads it once with each parser; fails if they read different texts. */
    @Setup
    public void make() throws IOException {
        file = TrailParserJmhBenchmark.file();
        List<List<String>> byJackson = new ArrayList<>();
        List<List<String>> byFastjson2 = new ArrayList<>();
        readByJackson(texts -> byJackson.add(Arrays.asList(texts)));
        readByFastjson2(texts -> byFastjson2.add(Arrays.asList(texts)));
        expect(byJackson.size() == TrailParserJmhBenchmark.RECORDS && byJackson.equals(byFastjson2));
    }

    /** Jackson's streaming parser. */
    @Benchmark
    @OperationsPerInvocation(TrailParserJmhBenchmark.RECORDS)
    public void jacksonStreaming(Blackhole hole) throws IOException {
        readByJackson(hole::consume);
    }

    /** The streaming parser of fastjson2. */
    @Benchmark
    @OperationsPerInvocation(TrailParserJmhBenchmark.RECORDS)
    public void fastjson2Streaming(Blackhole hole) {
        readByFastjson2(hole::consume);
    }

    private void readByJackson(Consumer<@Nullable String[]> sink) throws IOException {
        try (JsonParser parser = jackson.createParser(file)) {
            expect(parser.nextToken() == JsonToken.START_OBJECT);
            expect("Records".equals(parser.nextFieldName()));
            expect(parser.nextToken() == JsonToken.START_ARRAY);
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                @Nullable String[] texts = new String[FIELDS.size()];
                read(parser, names, texts);
                sink.accept(texts);
            }
        }
    }

    private static void read(JsonParser parser, ReadNames names, @Nullable String[] texts) throws IOException {
        for (String text = parser.nextFieldName(); text != null; text = parser.nextFieldName()) {
            ReadName name = names.byText.get(text);
            JsonToken token = parser.nextToken();
            if (name == null || token == JsonToken.VALUE_NULL) {
                parser.skipChildren();
            } else if (token == JsonToken.START_OBJECT) {
                read(parser, name.inside(), texts);
            } else {
                texts[name.index()] = parser.getText();
            }
        }
    }

    private void readByFastjson2(Consumer<@Nullable String[]> sink) {
        try (JSONReader reader = JSONReader.of(file, fastjson2)) {
            expect(reader.nextIfObjectStart());
            expect("Records".equals(reader.readFieldName()));
            expect(reader.nextIfArrayStart());
            while (!reader.nextIfArrayEnd()) {
                @Nullable String[] texts = new String[FIELDS.size()];
                read(reader, names, texts);
                sink.accept(texts);
            }
        }
    }

    private static void read(JSONReader reader, ReadNames names, @Nullable String[] texts) {
        expect(reader.nextIfObjectStart());
        while (!reader.nextIfObjectEnd()) {
            ReadName name = names.byHash(reader.readFieldNameHashCode());
            if (name == null || reader.nextIfNull()) {
                if (name == null) {
                    reader.skipValue();
                }
            } else if (reader.isObject()) {
                read(reader, name.inside(), texts);
            } else {
                texts[name.index()] = reader.readString();
            }
        }
    }

    private static void expect(boolean fulfilled) {
        if (!fulfilled) {
            throw new IllegalStateException("a parser did not read the expected texts");
        }
    }

    /** The field names of one kind of object that are read, by text and by the hash of fastjson2. */
    private static final class ReadNames {

        private final Map<String, ReadName> byText = new HashMap<>();
        private long[] hashes = new long[0];
        private ReadName[] byHash = new ReadName[0];

        static ReadNames of(List<String> paths) {
            ReadNames top = new ReadNames();
            for (int i = 0; i < paths.size(); i++) {
                int index = i;
                ReadNames names = top;
                for (String part : paths.get(i).split("/")) {
                    names = names.byText
                            .computeIfAbsent(part, key -> new ReadName(index, new ReadNames()))
                            .inside();
                }
            }
            top.index();
            return top;
        }

        private void index() {
            hashes =
                    byText.keySet().stream().mapToLong(Fnv::hashCode64).sorted().toArray();
            byHash = new ReadName[hashes.length];
            byText.forEach((text, name) -> {
                byHash[Arrays.binarySearch(hashes, Fnv.hashCode64(text))] = name;
                name.inside().index();
            });
        }

        @Nullable
        ReadName byHash(long hash) {
            int at = Arrays.binarySearch(hashes, hash);
            return at < 0 ? null : byHash[at];
        }
    }

    private record ReadName(int index, ReadNames inside) {}
}
