package dev.gleaner.analyzer.profile.instance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A row that is written, or read, from its beginning to its end. It grows as it is written. Numbers of a fixed size are big-endian;
 * others have seven bits in each byte, the lowest first, and the eighth bit where more follow.
 */
final class RowBuffer {

    private static final VarHandle CHARS = view(char[].class);
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle LONGS = view(long[].class);

    private static final int BITS = 7;
    private static final int MORE = 0x80;
    private static final int LONGEST = 10;

    private byte[] bytes;
    private int position;

    private RowBuffer(byte[] bytes) {
        this.bytes = bytes;
    }

    /** To write about that many bytes. */
    static RowBuffer ofSize(int size) {
        return new RowBuffer(new byte[size]);
    }

    /** To read what was written. */
    static RowBuffer of(byte[] bytes) {
        return new RowBuffer(bytes);
    }

    /** What was written. */
    byte[] toBytes() {
        return Arrays.copyOf(bytes, position);
    }

    void putByte(int number) {
        grow();
        bytes[position++] = (byte) number;
    }

    void putChar(int number) {
        grow();
        CHARS.set(bytes, position, (char) number);
        position += Character.BYTES;
    }

    /** A number from 0 to 2^24 - 1. */
    void putThreeBytes(int number) {
        putByte(number >>> Short.SIZE);
        putChar(number);
    }

    void putInt(int number) {
        grow();
        INTS.set(bytes, position, number);
        position += Integer.BYTES;
    }

    void putLong(long number) {
        grow();
        LONGS.set(bytes, position, number);
        position += Long.BYTES;
    }

    void putFloat(float number) {
        putInt(Float.floatToIntBits(number));
    }

    void putNumber(long number) {
        grow();
        int next = position;
        long rest = number;
        while (rest >>> BITS != 0) {
            bytes[next++] = (byte) ((rest & (MORE - 1)) | MORE);
            rest >>>= BITS;
        }
        bytes[next++] = (byte) rest;
        position = next;
    }

    /** A text as UTF-8 after its length, which counts from 1; null is 0. */
    void putText(@Nullable String text) {
        if (text == null) {
            putNumber(0);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        putNumber(utf8.length + 1L);
        if (bytes.length - position < utf8.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + utf8.length);
        }
        System.arraycopy(utf8, 0, bytes, position, utf8.length);
        position += utf8.length;
    }

    byte getByte() {
        return bytes[position++];
    }

    char getChar() {
        char number = (char) CHARS.get(bytes, position);
        position += Character.BYTES;
        return number;
    }

    int getThreeBytes() {
        int high = getByte() & 0xff;
        return high << Short.SIZE | getChar();
    }

    int getInt() {
        int number = (int) INTS.get(bytes, position);
        position += Integer.BYTES;
        return number;
    }

    long getLong() {
        long number = (long) LONGS.get(bytes, position);
        position += Long.BYTES;
        return number;
    }

    float getFloat() {
        return Float.intBitsToFloat(getInt());
    }

    long getNumber() {
        long number = 0;
        for (int shift = 0; ; shift += BITS) {
            byte next = bytes[position++];
            number |= (long) (next & (MORE - 1)) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }

    @Nullable
    String getText() {
        int length = (int) getNumber() - 1;
        if (length < 0) {
            return null;
        }
        String text = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    /** Makes room for the longest number. */
    private void grow() {
        if (bytes.length - position < LONGEST) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + LONGEST);
        }
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
    }
}
