package dev.gleaner.collector.source.cloudtrail.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Goes over JSON in bytes without making anything of it, as strict as Jackson and with its limits: what passes here
 * Jackson can read, and what Jackson can read passes, if it is UTF-8. Behind the last byte there have to be {@link
 * #PADDING} zeros, which are part of no JSON: so nobody needs to ask at each byte whether it is the last one.
 */
final class JsonByteScanner {

    /** Zeros behind the end. */
    static final int PADDING = Long.BYTES;

    /** In place of a position: no JSON, or no more of it. */
    static final int BROKEN = -1;

    /** As Jackson has them. */
    private static final int DEEPEST = 1000;

    private static final int LONGEST_NUMBER = 1000;
    private static final int LONGEST_NAME = 50_000;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long TWOS = 2 * ONES;
    private static final long EXCLAMATIONS = '!' * ONES;

    private JsonByteScanner() {}

    /** A copy with zeros behind it. */
    static byte[] padded(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length + PADDING);
    }

    /** Eight bytes as a number. */
    static long word(byte[] bytes, int at) {
        return (long) WORD.get(bytes, at);
    }

    /** The position of what follows white space. */
    static int blank(byte[] bytes, int from) {
        int at = from;
        if (bytes[at] > ' ') {
            return at;
        }
        while (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t') {
            at++;
        }
        return at;
    }

    /** The position behind the value that begins here; {@link #BROKEN} if it is none. */
    static int value(byte[] bytes, int at, int depth) {
        return switch (bytes[at]) {
            case '"' -> text(bytes, at);
            case '{' -> depth == DEEPEST ? BROKEN : object(bytes, at, depth + 1);
            case '[' -> depth == DEEPEST ? BROKEN : list(bytes, at, depth + 1);
            case 't' -> literal(bytes, at, 'r', 'u', 'e');
            case 'n' -> literal(bytes, at, 'u', 'l', 'l');
            case 'f' -> bytes[at + 1] == 'a' ? literal(bytes, at + 1, 'l', 's', 'e') : BROKEN;
            default -> number(bytes, at);
        };
    }

    /**
     * The position behind the name that begins here. Of names that are more than ASCII Jackson takes less than of texts; they
     * are so rare that it is asked itself.
     */
    static int name(byte[] bytes, int quote) {
        if (bytes[quote] != '"') {
            return BROKEN;
        }
        int plain = plainText(bytes, quote);
        int end = plain == BROKEN ? rareName(bytes, quote) : plain;
        return end - quote > LONGEST_NAME ? BROKEN : end;
    }

    /** The position behind a text of ASCII without escapes; {@link #BROKEN} for any other, which may be a text all the same. */
    static int plainText(byte[] bytes, int quote) {
        int at = quote + 1;
        long special = special(word(bytes, at));
        while (special == 0) {
            at += Long.BYTES;
            special = special(word(bytes, at));
        }
        at += Long.numberOfTrailingZeros(special) >>> 3;
        return bytes[at] == '"' ? at + 1 : BROKEN;
    }

    /** The position of the value behind this end of its name. */
    static int afterColon(byte[] bytes, int nameEnd) {
        if (nameEnd == BROKEN) {
            return BROKEN;
        }
        int colon = blank(bytes, nameEnd);
        return bytes[colon] == ':' ? blank(bytes, colon + 1) : BROKEN;
    }

    /** Whether two stretches have the same bytes; behind both there are {@link #PADDING} others. */
    static boolean same(byte[] one, int oneFrom, byte[] other, int otherFrom, int length) {
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            if (word(one, oneFrom + at) != word(other, otherFrom + at)) {
                return false;
            }
        }
        long rest = word(one, oneFrom + at) ^ word(other, otherFrom + at);
        return at == length || rest << (8 * (Long.BYTES - length + at)) == 0;
    }

    private static int rareName(byte[] bytes, int quote) {
        int end = text(bytes, quote);
        if (end == BROKEN) {
            return BROKEN;
        }
        String object = "{" + new String(bytes, quote, end - quote, ISO_8859_1) + ":0}";
        try (JsonParser parser = Json.mapper().getFactory().createParser(object.getBytes(ISO_8859_1))) {
            parser.nextToken();
            return parser.nextToken() == JsonToken.FIELD_NAME ? end : BROKEN;
        } catch (IOException e) {
            return BROKEN;
        }
    }

    /** The position behind the text that begins with this quote. */
    static int text(byte[] bytes, int quote) {
        int at = quote + 1;
        while (true) {
            long special = special(word(bytes, at));
            if (special == 0) {
                at += Long.BYTES;
                continue;
            }
            at += Long.numberOfTrailingZeros(special) >>> 3;
            byte b = bytes[at];
            if (b == '"') {
                return at + 1;
            }
            at = b == '\\' ? afterEscape(bytes, at) : b < 0 ? afterLetter(bytes, at) : BROKEN;
            if (at == BROKEN) {
                return BROKEN;
            }
        }
    }

    /**
     * The high bit of the first byte that is a quote, a backslash, a control character or not ASCII; bits of later bytes
     * may be set without reason. A quote and a blank are two apart: with that bit turned the quote is in the blank's place,
     * and all that has to be found is less than an exclamation mark.
     */
    private static long special(long word) {
        long found = ((word ^ TWOS) - EXCLAMATIONS) & ~word;
        return (found | zeros(word ^ BACKSLASHES) | word) & HIGH;
    }

    /** The high bit of the first byte that is zero; of bytes behind it bits may be set without reason. */
    private static long zeros(long word) {
        return (word - ONES) & ~word;
    }

    private static int object(byte[] bytes, int bracket, int depth) {
        int at = blank(bytes, bracket + 1);
        if (bytes[at] == '}') {
            return at + 1;
        }
        while (true) {
            at = afterColon(bytes, name(bytes, at));
            at = at == BROKEN ? BROKEN : value(bytes, at, depth);
            if (at == BROKEN) {
                return BROKEN;
            }
            at = blank(bytes, at);
            if (bytes[at] == '}') {
                return at + 1;
            }
            if (bytes[at] != ',') {
                return BROKEN;
            }
            at = blank(bytes, at + 1);
        }
    }

    private static int list(byte[] bytes, int bracket, int depth) {
        int at = blank(bytes, bracket + 1);
        if (bytes[at] == ']') {
            return at + 1;
        }
        while (true) {
            at = value(bytes, at, depth);
            if (at == BROKEN) {
                return BROKEN;
            }
            at = blank(bytes, at);
            if (bytes[at] == ']') {
                return at + 1;
            }
            if (bytes[at] != ',') {
                return BROKEN;
            }
            at = blank(bytes, at + 1);
        }
    }

    private static int literal(byte[] bytes, int at, char second, char third, char fourth) {
        boolean whole = bytes[at + 1] == second && bytes[at + 2] == third && bytes[at + 3] == fourth;
        return whole ? at + 4 : BROKEN;
    }

    private static int number(byte[] bytes, int from) {
        int at = bytes[from] == '-' ? from + 1 : from;
        at = bytes[at] == '0' ? at + 1 : digits(bytes, at);
        if (at != BROKEN && bytes[at] == '.') {
            at = digits(bytes, at + 1);
        }
        if (at != BROKEN && (bytes[at] == 'e' || bytes[at] == 'E')) {
            boolean signed = bytes[at + 1] == '+' || bytes[at + 1] == '-';
            at = digits(bytes, signed ? at + 2 : at + 1);
        }
        return at - from > LONGEST_NUMBER ? BROKEN : at;
    }

    private static int digits(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at == from ? BROKEN : at;
    }

    private static int afterEscape(byte[] bytes, int backslash) {
        return switch (bytes[backslash + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> backslash + 2;
            case 'u' -> afterHex(bytes, backslash + 2);
            default -> BROKEN;
        };
    }

    private static int afterHex(byte[] bytes, int from) {
        for (int at = from; at < from + 4; at++) {
            if (Character.digit(bytes[at], 16) < 0) {
                return BROKEN;
            }
        }
        return from + 4;
    }

    /** Behind one letter that is not ASCII, in UTF-8. */
    private static int afterLetter(byte[] bytes, int at) {
        int lead = bytes[at] & 0xFF;
        int more = lead >>> 5 == 0b110 ? 1 : lead >>> 4 == 0b1110 ? 2 : lead >>> 3 == 0b11110 ? 3 : 0;
        for (int i = 1; i <= more; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return BROKEN;
            }
        }
        return more == 0 ? BROKEN : at + more + 1;
    }
}
