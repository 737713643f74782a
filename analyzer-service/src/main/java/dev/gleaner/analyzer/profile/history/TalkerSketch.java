package dev.gleaner.analyzer.profile.history;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.gleaner.analyzer.profile.BinaryRow;
import java.io.IOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Resources with the most bytes, of a limited number. The bytes of each are a lower limit: they are at most the sum of all bytes
 * divided by the limit plus one too low, so that a resource with a larger share is never missing. Source: P. Agarwal et al.,
 * "Mergeable Summaries", PODS 2012 (the summary of Misra and Gries).
 */
final class TalkerSketch {

    private static final int VERSION = 1;

    private final int limit;
    private final TreeMap<String, Long> bytes = new TreeMap<>();

    /** Without resources, of which it holds at most this many. */
    TalkerSketch(int limit) {
        this.limit = limit;
    }

    private static TalkerSketch read(int limit, CodedInputStream row) throws IOException {
        TalkerSketch sketch = new TalkerSketch(limit);
        int count = row.readUInt32();
        for (int i = 0; i < count; i++) {
            sketch.bytes.put(row.readString(), row.readUInt64());
        }
        return sketch;
    }

    private void write(CodedOutputStream row) throws IOException {
        row.writeUInt32NoTag(bytes.size());
        for (Map.Entry<String, Long> talker : bytes.entrySet()) {
            row.writeStringNoTag(talker.getKey());
            row.writeUInt64NoTag(talker.getValue());
        }
    }

    /** Adds bytes by resource. The result depends on the order of calls only if there are more resources than fit. */
    void add(Map<String, Long> more) {
        more.forEach((resource, count) -> {
            if (count > 0) {
                bytes.merge(resource, count, Long::sum);
            }
        });
        if (bytes.size() > limit) {
            List<Long> descending =
                    bytes.values().stream().sorted(Comparator.reverseOrder()).toList();
            long first = descending.get(limit);
            bytes.replaceAll((resource, count) -> count - first);
            bytes.values().removeIf(count -> count <= 0);
        }
    }

    /** At least these bytes, by resource. */
    Map<String, Long> bytes() {
        return Collections.unmodifiableMap(bytes);
    }

    /** The sketches of routes as a row. */
    static byte[] encode(Map<CounterKey, TalkerSketch> routes) {
        return BinaryRow.encode(VERSION, row -> {
            for (Map.Entry<CounterKey, TalkerSketch> route : routes.entrySet()) {
                row.writeStringNoTag(route.getKey().part());
                row.writeStringNoTag(route.getKey().region());
                route.getValue().write(row);
            }
        });
    }

    /** The sketches of a row, each of at most this many resources. */
    static Map<CounterKey, TalkerSketch> decode(byte[] row, int limit) {
        return BinaryRow.decode(row, VERSION, input -> {
            Map<CounterKey, TalkerSketch> routes = new TreeMap<>();
            while (!input.isAtEnd()) {
                CounterKey route = new CounterKey(input.readString(), input.readString());
                routes.put(route, read(limit, input));
            }
            return routes;
        });
    }
}
