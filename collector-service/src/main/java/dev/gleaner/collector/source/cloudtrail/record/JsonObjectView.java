package dev.gleaner.collector.source.cloudtrail.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value in its bytes, with the offsets of the fields of {@link RecordField}. A field is converted to a text or a
 * tree on demand.
 */
final class JsonObjectView {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Times a byte: this byte eight times. */
    private static final long EACH_BYTE = 0x0101010101010101L;

    private static final long HIGHEST_BITS = 0x8080808080808080L;

    /** Digits that fit into a long. */
    private static final int LONGEST_WHOLE = 18;

    private final RecordFieldLocator locator;
    private final byte[] bytes;
    private final int from;
    private final int to;
    private final int[] begins;

    /** A view of bytes that Jackson accepted; {@code begins} contains 0 for absent fields. */
    JsonObjectView(RecordFieldLocator locator, byte[] bytes, int from, int to, int[] begins) {
        this.locator = locator;
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.begins = begins;
    }

    /** Offset after the last byte. */
    int end() {
        return to;
    }

    /** Size in bytes. */
    int size() {
        return to - from;
    }

    /** A copy of all bytes. */
    byte[] copy() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    boolean isObject(RecordField field) {
        return startsWith(field, '{');
    }

    /** The text, or the number as written; empty for an absent field, null, an object or a list. */
    String text(RecordField field) {
        int begin = begin(field);
        int end = plainEnd(begin);
        return end < 0 ? otherText(begin) : new String(bytes, begin + 1, end - begin - 1, ISO_8859_1);
    }

    /** The same for values that occur often. */
    String text(RecordField field, StringInterner stringInterner) {
        int begin = begin(field);
        int end = plainEnd(begin);
        return end < 0 ? otherText(begin) : stringInterner.intern(bytes, begin + 1, end);
    }

    /** Passes the bytes of {@link #text} to the reader, without creating a text. */
    <T> T read(RecordField field, CloudTrailRecord.ByteReader<T> reader) {
        int begin = begin(field);
        int end = plainEnd(begin);
        if (end >= 0) {
            return reader.read(bytes, begin + 1, end);
        }
        byte[] text = otherText(begin).getBytes(UTF_8);
        return reader.read(text, 0, text.length);
    }

    /** A non-negative number without its fraction; -1 for anything else. */
    long wholeNumber(RecordField field) {
        int begin = begin(field);
        if (begin == 0 || !isDigit(bytes[begin])) {
            return -1;
        }
        int end = literalEnd(begin);
        int at = begin;
        long number = 0;
        while (at < end && isDigit(bytes[at])) {
            number = 10 * number + bytes[at++] - '0';
        }
        boolean simple = at == end || (at + 2 == end && bytes[at] == '.');
        return simple && at - begin <= LONGEST_WHOLE ? number : (long) Double.parseDouble(literal(begin));
    }

    /** A field as a tree. */
    JsonNode tree(RecordField field) {
        return isObject(field) || startsWith(field, '[')
                ? parse(begin(field), JsonNode.class)
                : MissingNode.getInstance();
    }

    /** The record wrapped by EventBridge; null if there is none. */
    @Nullable
    JsonObjectView wrapped() throws IOException {
        return isObject(RecordField.WRAPPED) ? locator.value(bytes, begin(RecordField.WRAPPED), to) : null;
    }

    /** The record in this text; null if it is not JSON. */
    @Nullable
    JsonObjectView recordIn(String text) throws IOException {
        byte[] json = text.getBytes(UTF_8);
        return locator.value(json, 0, json.length);
    }

    private String otherText(int begin) {
        if (begin == 0) {
            return "";
        }
        return switch (bytes[begin]) {
            case '"' -> parse(begin, String.class);
            case '{', '[', 'n' -> "";
            default -> literal(begin);
        };
    }

    private <T> T parse(int begin, Class<T> type) {
        try {
            return Json.mapper().readValue(bytes, begin, to - begin, type);
        } catch (IOException e) {
            throw new UncheckedIOException("Jackson has accepted these bytes before", e);
        }
    }

    /** Offset of the closing quote of an ASCII text without escapes; -1 for anything else. */
    private int plainEnd(int begin) {
        if (begin == 0 || bytes[begin] != '"') {
            return -1;
        }
        int at = begin + 1;
        while (at + Long.BYTES <= to && isPlain((long) WORD.get(bytes, at))) {
            at += Long.BYTES;
        }
        while (bytes[at] != '"') {
            if (bytes[at] < 0 || bytes[at] == '\\') {
                return -1;
            }
            at++;
        }
        return at;
    }

    /**
     * Whether eight bytes are ASCII without quotes and backslashes. Each comparison makes an equal byte zero; of the bytes
     * below 128, subtracting one sets the highest bit of a zero only. (A zero also borrows from the bytes above it, which
     * does not change the result.)
     */
    private static boolean isPlain(long word) {
        long quotes = (word ^ '"' * EACH_BYTE) - EACH_BYTE;
        long backslashes = (word ^ '\\' * EACH_BYTE) - EACH_BYTE;
        return ((quotes | backslashes | word) & HIGHEST_BITS) == 0;
    }

    private String literal(int begin) {
        return new String(bytes, begin, literalEnd(begin) - begin, ISO_8859_1);
    }

    /** Offset after a number, or after {@code true} or {@code false}. */
    private int literalEnd(int begin) {
        int at = begin;
        while (at < to && bytes[at] > ' ' && bytes[at] != ',' && bytes[at] != '}') {
            at++;
        }
        return at;
    }

    private boolean startsWith(RecordField field, char first) {
        return begin(field) > 0 && bytes[begin(field)] == first;
    }

    private int begin(RecordField field) {
        return begins[field.index()];
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
