package dev.gleaner.collector.source.cloudtrail;

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
final class Members {

    private static final int LONGEST_WHOLE = 18;

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final int[] places;

    private Members(byte[] bytes, int from, int to, int[] places) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.places = places;
    }

    /**
     * Goes over the value that begins here, with its {@link JsonBytes#PADDING} behind; null if it is no JSON, or ends too
     * early. What is no object has no members.
     */
    static @Nullable Members at(byte[] bytes, int from, Names names) {
        int[] places = new int[2 * names.size()];
        int end = bytes[from] == '{' ? object(bytes, from, names, places) : JsonBytes.value(bytes, from, 0);
        return end == JsonBytes.BROKEN ? null : new Members(bytes, from, end, places);
    }

    private static int object(byte[] bytes, int from, Names names, int[] places) {
        int at = JsonBytes.blank(bytes, from + 1);
        if (bytes[at] == '}') {
            return at + 1;
        }
        int next = 0;
        while (true) {
            int usual = names.usual(bytes, at, next);
            if (usual == Names.NONE) {
                at = member(bytes, at, names, places);
            } else {
                int value = JsonBytes.blank(bytes, at + names.usualLength(usual));
                at = value(bytes, value, names.usualMember(usual), places);
                next = usual + 1;
            }
            if (at == JsonBytes.BROKEN) {
                return JsonBytes.BROKEN;
            }
            at = JsonBytes.blank(bytes, at);
            if (bytes[at] != ',') {
                return bytes[at] == '}' ? at + 1 : JsonBytes.BROKEN;
            }
            at = JsonBytes.blank(bytes, at + 1);
        }
    }

    private static int member(byte[] bytes, int quote, Names names, int[] places) {
        int name = JsonBytes.name(bytes, quote);
        int value = JsonBytes.afterColon(bytes, name);
        return value == JsonBytes.BROKEN
                ? JsonBytes.BROKEN
                : value(bytes, value, names.find(bytes, quote + 1, name - 1), places);
    }

    private static int value(byte[] bytes, int value, int member, int[] places) {
        int plain = bytes[value] == '"' ? JsonBytes.plainText(bytes, value) : JsonBytes.BROKEN;
        int end = plain == JsonBytes.BROKEN ? JsonBytes.value(bytes, value, 1) : plain;
        if (member != Names.NONE && end != JsonBytes.BROKEN) {
            places[2 * member] = plain == JsonBytes.BROKEN ? value : -value;
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
    boolean isEmpty(Named member) {
        return read(member, (text, begin, end) -> begin == end);
    }

    boolean isObject(Named member) {
        return startsWith(member, '{');
    }

    /** The text, or the number as it stands there; empty for what is absent, null, an object or a list. */
    String text(Named member) {
        return isPlain(member) ? new String(bytes, start(member), length(member), UTF_8) : otherText(member);
    }

    /** The same of what comes again and again. */
    String text(Named member, Texts texts) {
        return isPlain(member) ? texts.of(bytes, start(member), start(member) + length(member)) : otherText(member);
    }

    /** A number that is not negative, without what it may have behind the point; -1 for anything else. */
    long whole(Named member) {
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
    Members object(Named member, Names names) {
        Members found = isObject(member) ? at(bytes, begin(member), names) : null;
        return found == null ? new Members(bytes, 0, 0, new int[2 * names.size()]) : found;
    }

    /** A member that is an object or a list, as a tree. */
    JsonNode tree(Named member) {
        if (!isObject(member) && !startsWith(member, '[')) {
            return MissingNode.getInstance();
        }
        try {
            return Json.mapper().readTree(bytes, begin(member), finish(member) - begin(member));
        } catch (IOException e) {
            throw new UncheckedIOException("what was gone over can be read", e);
        }
    }

    /** Hands the bytes of what {@link #text} would tell to somebody who wants no text; as in {@link JsonBytes}. */
    <T> T read(Named member, ByteReader<T> reader) {
        if (isPlain(member)) {
            return reader.read(bytes, start(member), start(member) + length(member));
        }
        byte[] text = otherText(member).getBytes(UTF_8);
        return reader.read(JsonBytes.padded(text), 0, text.length);
    }

    private String otherText(Named member) {
        if (isAbsent(member)) {
            return "";
        }
        return switch (bytes[begin(member)]) {
            case '"' -> unescaped(member);
            case '{', '[', 'n' -> "";
            default -> new String(bytes, begin(member), finish(member) - begin(member), UTF_8);
        };
    }

    private String unescaped(Named member) {
        try {
            return Json.mapper().readValue(bytes, begin(member), finish(member) - begin(member), String.class);
        } catch (IOException e) {
            throw new UncheckedIOException("what was gone over can be read", e);
        }
    }

    /** Whether it is a text of ASCII without escapes: of such the beginning is kept with a minus. */
    private boolean isPlain(Named member) {
        return places[2 * member.ordinal()] < 0;
    }

    private boolean startsWith(Named member, char first) {
        return !isAbsent(member) && bytes[begin(member)] == first;
    }

    private boolean isAbsent(Named member) {
        return finish(member) == 0;
    }

    private int start(Named member) {
        return begin(member) + 1;
    }

    private int length(Named member) {
        return finish(member) - begin(member) - 2;
    }

    private int begin(Named member) {
        return Math.abs(places[2 * member.ordinal()]);
    }

    private int finish(Named member) {
        return places[2 * member.ordinal() + 1];
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Makes something of bytes. */
    interface ByteReader<T> {
        T read(byte[] bytes, int from, int to);
    }
}
