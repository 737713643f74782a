package dev.gleaner.collector.source.cloudtrail.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields of a record with Jackson's streaming parser, without creating strings. A locator reads one file: it
 * learns the order of the fields in that file, and compares the expected name with the bytes before any look-up.
 */
final class RecordFieldLocator implements AutoCloseable {

    /** Always UTF-8, so that offsets are byte offsets. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();

    private final ObjectNames recordNames = new ObjectNames(null);

    private @Nullable JsonParser list;
    private int listStart;

    /**
     * The object at this offset as an element of a list; null if it is not JSON or does not end in these bytes. One
     * parser reads all elements of a list and continues after the previous one until {@link #reset}. The byte before
     * the first element is overwritten with a bracket, so that the parser reads a list.
     */
    @Nullable
    JsonObjectView element(byte[] bytes, int from, int end) throws IOException {
        if (list == null) {
            bytes[from - 1] = '[';
            listStart = from - 1;
            list = FACTORY.createParser(bytes, listStart, end - listStart);
            list.nextToken();
        }
        JsonObjectView element = value(list, bytes, listStart);
        if (element == null) {
            reset();
        }
        return element;
    }

    /** To be called when the bytes change, or when an element was skipped. */
    void reset() throws IOException {
        if (list != null) {
            list.close();
            list = null;
        }
    }

    @Override
    public void close() throws IOException {
        reset();
    }

    /** The first value in these bytes; null if it is not JSON. A value that is not an object has no fields. */
    @Nullable
    JsonObjectView value(byte[] bytes, int from, int end) throws IOException {
        try (JsonParser parser = FACTORY.createParser(bytes, from, end - from)) {
            return value(parser, bytes, from);
        }
    }

    private @Nullable JsonObjectView value(JsonParser parser, byte[] bytes, int start) {
        try {
            JsonToken token = parser.nextToken();
            if (token == null) {
                return null;
            }
            int from = start + offset(parser);
            int[] begins = new int[RecordField.COUNT];
            if (token == JsonToken.START_OBJECT) {
                locate(parser, recordNames, start, begins);
            } else {
                parser.skipChildren();
                parser.finishToken();
            }
            int to = start + (int) parser.currentLocation().getByteOffset();
            return new JsonObjectView(this, bytes, from, to, begins);
        } catch (IOException e) {
            return null;
        }
    }

    private static void locate(JsonParser parser, ObjectNames names, int start, int[] begins) throws IOException {
        MemberName name = names.next(parser, names.first);
        while (name != null) {
            JsonToken token = parser.nextToken();
            if (name.field != null) {
                forgetRepeated(name.field, begins);
                begins[name.field.index()] = start + offset(parser);
            }
            if (token == JsonToken.START_OBJECT && name.inside != null) {
                locate(parser, name.inside, start, begins);
            } else {
                parser.skipChildren();
            }
            name = names.next(parser, name);
        }
    }

    /** If a field is repeated, the last one applies, without nested fields of the earlier ones. */
    private static void forgetRepeated(RecordField field, int[] begins) {
        if (begins[field.index()] == 0) {
            return;
        }
        begins[field.index()] = 0;
        for (RecordField inside : RecordField.values()) {
            if (inside.parent() == field) {
                forgetRepeated(inside, begins);
            }
        }
    }

    private static int offset(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Known field names of one object of a record, including unused ones that occurred. */
    private static final class ObjectNames {

        /** Limits memory, because field names may be data. */
        private static final int LIMIT = 256;

        private final Map<String, MemberName> names = new HashMap<>();
        private final MemberName first = new MemberName("", null, null);

        ObjectNames(@Nullable RecordField parent) {
            for (RecordField field : RecordField.values()) {
                if (field.parent() == parent) {
                    names.put(
                            field.json(),
                            new MemberName(field.json(), field, field.isParent() ? new ObjectNames(field) : null));
                }
            }
        }

        /** Reads the next name; null at the end of the object. */
        @Nullable
        MemberName next(JsonParser parser, MemberName before) throws IOException {
            MemberName expected = before.next;
            if (expected == null) {
                parser.nextToken();
            } else if (parser.nextFieldName(expected.serialized)) {
                return expected;
            }
            if (parser.currentToken() != JsonToken.FIELD_NAME) {
                return null;
            }
            MemberName name = name(parser.currentName());
            before.next = name;
            return name;
        }

        private MemberName name(String text) {
            MemberName known = names.get(text);
            if (known != null) {
                return known;
            }
            MemberName unread = new MemberName(text, null, null);
            if (names.size() < LIMIT) {
                names.put(text, unread);
            }
            return unread;
        }
    }

    /** A name, and the one that followed it last time. */
    private static final class MemberName {

        private final SerializedString serialized;
        private final @Nullable RecordField field;
        private final @Nullable ObjectNames inside;
        private @Nullable MemberName next;

        MemberName(String text, @Nullable RecordField field, @Nullable ObjectNames inside) {
            this.serialized = new SerializedString(text);
            this.field = field;
            this.inside = inside;
        }
    }
}
