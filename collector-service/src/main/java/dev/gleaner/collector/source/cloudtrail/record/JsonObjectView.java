package dev.gleaner.collector.source.cloudtrail.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value in the bytes it came in, and where in it the members stand that somebody reads: an allow-list, of which
 * each becomes a text or a tree only when it is asked for. The last of several members of a name counts.
 */
public final class JsonObjectView {

    private static final int LONGEST_WHOLE = 18;

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final int[] places;

    private JsonObjectView(byte[] bytes, int from, int to, int[] places) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.places = places;
    }

    /**
     * Goes over the value that begins here, with its {@link JsonByteScanner#PADDING} behind; null if it is no JSON, or ends too
     * early. What is no object has no members.
     */
    static @Nullable JsonObjectView at(byte[] bytes, int from, JsonFieldTable jsonFieldTable) {
        int[] places = new int[2 * jsonFieldTable.size()];
        int end = bytes[from] == '{'
                ? object(bytes, from, jsonFieldTable, places)
                : JsonByteScanner.value(bytes, from, 0);
        return end == JsonByteScanner.BROKEN ? null : new JsonObjectView(bytes, from, end, places);
    }

    private static int object(byte[] bytes, int from, JsonFieldTable jsonFieldTable, int[] places) {
        int at = JsonByteScanner.blank(bytes, from + 1);
        if (bytes[at] == '}') {
            return at + 1;
        }
        int next = 0;
        while (true) {
            int usual = jsonFieldTable.usual(bytes, at, next);
            if (usual == JsonFieldTable.NONE) {
                at = member(bytes, at, jsonFieldTable, places);
            } else {
                int value = JsonByteScanner.blank(bytes, at + jsonFieldTable.usualLength(usual));
                at = value(bytes, value, jsonFieldTable.usualMember(usual), places);
                next = usual + 1;
            }
            if (at == JsonByteScanner.BROKEN) {
                return JsonByteScanner.BROKEN;
            }
            at = JsonByteScanner.blank(bytes, at);
            if (bytes[at] != ',') {
                return bytes[at] == '}' ? at + 1 : JsonByteScanner.BROKEN;
            }
            at = JsonByteScanner.blank(bytes, at + 1);
        }
    }

    private static int member(byte[] bytes, int quote, JsonFieldTable jsonFieldTable, int[] places) {
        int name = JsonByteScanner.name(bytes, quote);
        int value = JsonByteScanner.afterColon(bytes, name);
        return value == JsonByteScanner.BROKEN
                ? JsonByteScanner.BROKEN
                : value(bytes, value, jsonFieldTable.find(bytes, quote + 1, name - 1), places);
    }

    private static int value(byte[] bytes, int value, int member, int[] places) {
        int plain = bytes[value] == '"' ? JsonByteScanner.plainText(bytes, value) : JsonByteScanner.BROKEN;
        int end = plain == JsonByteScanner.BROKEN ? JsonByteScanner.value(bytes, value, 1) : plain;
        if (member != JsonFieldTable.NONE && end != JsonByteScanner.BROKEN) {
            places[2 * member] = plain == JsonByteScanner.BROKEN ? value : -value;
            places[2 * member + 1] = end;
        }
        return end;
    }

    /** Behind the last byte. */
    int end() {
        return to;
    }

    /** In bytes. */
    int size() {
        return to - from;
    }

    /** A copy of the bytes of all of it. */
    byte[] copy() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Whether there is no text and no number. */
    public boolean isEmpty(JsonField member) {
        return read(member, (text, begin, end) -> begin == end);
    }

    boolean isObject(JsonField member) {
        return startsWith(member, '{');
    }

    /** The text, or the number as it stands there; empty for what is absent, null, an object or a list. */
    public String text(JsonField member) {
        return isPlain(member) ? new String(bytes, start(member), length(member), UTF_8) : otherText(member);
    }

    /** The same of what comes again and again. */
    public String text(JsonField member, StringInterner stringInterner) {
        return isPlain(member)
                ? stringInterner.intern(bytes, start(member), start(member) + length(member))
                : otherText(member);
    }

    /** A number that is not negative, without what it may have behind the point; -1 for anything else. */
    public long whole(JsonField member) {
        int at = begin(member);
        int end = finish(member);
        long number = 0;
        while (at < end && isDigit(bytes[at])) {
            number = 10 * number + bytes[at++] - '0';
        }
        int length = at - begin(member);
        boolean simple = at == end || (at + 2 == end && bytes[at] == '.');
        if (length == 0 || (simple && length <= LONGEST_WHOLE)) {
            return length == 0 ? -1 : number;
        }
        return (long) Double.parseDouble(new String(bytes, begin(member), end - begin(member), UTF_8));
    }

    /** A member that is an object, with its own members. */
    public JsonObjectView object(JsonField member, JsonFieldTable jsonFieldTable) {
        JsonObjectView found = isObject(member) ? at(bytes, begin(member), jsonFieldTable) : null;
        return found == null ? new JsonObjectView(bytes, 0, 0, new int[2 * jsonFieldTable.size()]) : found;
    }

    /** A member that is an object or a list, as a tree. */
    JsonNode tree(JsonField member) {
        if (!isObject(member) && !startsWith(member, '[')) {
            return MissingNode.getInstance();
        }
        try {
            return Json.mapper().readTree(bytes, begin(member), finish(member) - begin(member));
        } catch (IOException e) {
            throw new UncheckedIOException("what was gone over can be read", e);
        }
    }

    /** Hands the bytes of what {@link #text} would tell to somebody who wants no text; as in {@link JsonByteScanner}. */
    public <T> T read(JsonField member, ByteReader<T> reader) {
        if (isPlain(member)) {
            return reader.read(bytes, start(member), start(member) + length(member));
        }
        byte[] text = otherText(member).getBytes(UTF_8);
        return reader.read(JsonByteScanner.padded(text), 0, text.length);
    }

    private String otherText(JsonField member) {
        if (isAbsent(member)) {
            return "";
        }
        return switch (bytes[begin(member)]) {
            case '"' -> unescaped(member);
            case '{', '[', 'n' -> "";
            default -> new String(bytes, begin(member), finish(member) - begin(member), UTF_8);
        };
    }

    private String unescaped(JsonField member) {
        try {
            return Json.mapper().readValue(bytes, begin(member), finish(member) - begin(member), String.class);
        } catch (IOException e) {
            throw new UncheckedIOException("what was gone over can be read", e);
        }
    }

    /** Whether it is a text of ASCII without escapes: of such the beginning is kept with a minus. */
    private boolean isPlain(JsonField member) {
        return places[2 * member.ordinal()] < 0;
    }

    private boolean startsWith(JsonField member, char first) {
        return !isAbsent(member) && bytes[begin(member)] == first;
    }

    private boolean isAbsent(JsonField member) {
        return finish(member) == 0;
    }

    private int start(JsonField member) {
        return begin(member) + 1;
    }

    private int length(JsonField member) {
        return finish(member) - begin(member) - 2;
    }

    private int begin(JsonField member) {
        return Math.abs(places[2 * member.ordinal()]);
    }

    private int finish(JsonField member) {
        return places[2 * member.ordinal() + 1];
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Makes something of bytes. */
    public interface ByteReader<T> {
        T read(byte[] bytes, int from, int to);
    }
}
