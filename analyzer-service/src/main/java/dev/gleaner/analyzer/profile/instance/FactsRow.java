package dev.gleaner.analyzer.profile.instance;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Binary form of facts and changes. Texts are UTF-8 after their length, which is negative for null. */
final class FactsRow {

    private FactsRow() {}

    static void write(DataOutputStream row, InstanceFacts facts) throws IOException {
        write(row, facts.state());
        write(row, facts.type());
        write(row, facts.platform());
        write(row, facts.tenancy());
        write(row, facts.market());
        write(row, facts.rootDevice());
        write(row, facts.owner());
        write(row, facts.creator());
        write(row, facts.tags());
    }

    static InstanceFacts readFacts(DataInputStream row) throws IOException {
        String state = readText(row);
        String type = readText(row);
        String platform = readText(row);
        String tenancy = readText(row);
        String market = readText(row);
        String rootDevice = readText(row);
        String owner = readText(row);
        String creator = readText(row);
        return new InstanceFacts(state, type, platform, tenancy, market, rootDevice, owner, readMap(row), creator);
    }

    static void write(DataOutputStream row, Change change) throws IOException {
        write(row, change.id());
        write(row, change.kind().name());
        write(row, change.actor());
        write(row, change.attributes());
    }

    /** A change without a time, which is written before it. */
    static Change readChange(DataInputStream row, long time) throws IOException {
        String id = readNonNull(row);
        Change.Kind kind = Change.Kind.valueOf(readNonNull(row));
        String actor = readText(row);
        Map<String, String> attributes = readMap(row);
        return new Change(time, id, kind, attributes == null ? Map.of() : attributes, actor);
    }

    static void write(DataOutputStream row, @Nullable Map<String, String> map) throws IOException {
        row.writeShort(map == null ? -1 : map.size());
        if (map != null) {
            for (Map.Entry<String, String> entry : map.entrySet()) {
                write(row, entry.getKey());
                write(row, entry.getValue());
            }
        }
    }

    static @Nullable Map<String, String> readMap(DataInputStream row) throws IOException {
        int size = row.readShort();
        if (size < 0) {
            return null;
        }
        Map<String, String> map = new TreeMap<>();
        for (int index = 0; index < size; index++) {
            map.put(readNonNull(row), readNonNull(row));
        }
        return map;
    }

    private static void write(DataOutputStream row, @Nullable String text) throws IOException {
        if (text == null) {
            row.writeInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        row.writeInt(bytes.length);
        row.write(bytes);
    }

    private static String readNonNull(DataInputStream row) throws IOException {
        String text = readText(row);
        if (text == null) {
            throw new IOException("a text is missing in a row of facts");
        }
        return text;
    }

    private static @Nullable String readText(DataInputStream row) throws IOException {
        int length = row.readInt();
        return length < 0 ? null : new String(row.readNBytes(length), StandardCharsets.UTF_8);
    }
}
