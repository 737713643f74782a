package dev.gleaner.analyzer.profile;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A row that is written, or read, from its beginning to its end. It grows as it is written. Numbers of a fixed size are big-endian;
 * others have seven bits in each byte, the lowest first, and the eighth bit where more follow.
 */
public final class RowBuffer {

    private static final VarHandle CHARS = view(char[].class);
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle LONGS = view(long[].class);

    private static final int BITS = 7;
    private static final int MORE = 0x80;
    private static final int LONGEST = 10;

    /** Bits of a number at most, of those that are written in the same number of bits each. */
    private static final int WIDEST = 56;

    /** Stands for the width of numbers that are written one by one. */
    private static final int SINGLE = Byte.MAX_VALUE;

    private byte[] bytes;
    private int position;

    /** Bits that do not fill a byte yet, or were read with the ones before them. */
    private long pending;

    private int pendingBits;

    private RowBuffer(byte[] bytes) {
        this.bytes = bytes;
    }

    /** To write about that many bytes. */
    public static RowBuffer ofSize(int size) {
        return new RowBuffer(new byte[size]);
    }

    /** To read what was written. */
    public static RowBuffer of(byte[] bytes) {
        return new RowBuffer(bytes);
    }

    /**
     * What to throw for a row whose version is not read.
     *
     * @param content of the row, with the verb, such as {@code the facts of ARN have}
     */
    public static UnknownFormatException unknownFormat(String content, int version) {
        return new UnknownFormatException(content + " the format " + version
                + ", which this version does not read; rebuild the state as the changelog describes");
    }

    /** A row is in a format that this version does not read. The message says what to do. */
    public static final class UnknownFormatException extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        private UnknownFormatException(String message) {
            super(message);
        }
    }

    /** What was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, position);
    }

    public void putByte(int number) {
        grow();
        bytes[position++] = (byte) number;
    }

    public void putChar(int number) {
        grow();
        CHARS.set(bytes, position, (char) number);
        position += Character.BYTES;
    }

    public void putInt(int number) {
        grow();
        INTS.set(bytes, position, number);
        position += Integer.BYTES;
    }

    public void putLong(long number) {
        grow();
        LONGS.set(bytes, position, number);
        position += Long.BYTES;
    }

    public void putFloat(float number) {
        putInt(Float.floatToIntBits(number));
    }

    public void putNumber(long number) {
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

    /**
     * Appends numbers in as many bits each as the difference of the largest and the smallest one needs. Their number is not written;
     * the difference must be below 2^56.
     */
    public void putPacked(long[] numbers) {
        long smallest = Long.MAX_VALUE;
        long largest = Long.MIN_VALUE;
        for (long number : numbers) {
            smallest = Math.min(smallest, number);
            largest = Math.max(largest, number);
        }
        int width = width(largest - smallest);
        putNumber(smallest);
        putByte(width);
        putDifferences(numbers, smallest, width);
    }

    /** Appends any numbers: packed, or one by one where that is shorter. Their number is not written. */
    public void putNumbers(long[] numbers) {
        long smallest = Long.MAX_VALUE;
        long largest = Long.MIN_VALUE;
        int single = 0;
        for (long number : numbers) {
            smallest = Math.min(smallest, number);
            largest = Math.max(largest, number);
            single += length(number);
        }
        int width = width(largest - smallest);
        if (width > WIDEST || single <= length(smallest) + bytes(numbers.length * width)) {
            putByte(SINGLE);
            for (long number : numbers) {
                putNumber(number);
            }
        } else {
            putByte(width);
            putNumber(smallest);
            putDifferences(numbers, smallest, width);
        }
    }

    private void putDifferences(long[] numbers, long smallest, int width) {
        for (long number : numbers) {
            putBits(number - smallest, width);
        }
        endBits();
    }

    /** How many bytes {@link #putNumber} writes. */
    private static int length(long number) {
        return Math.max(1, (width(number) + BITS - 1) / BITS);
    }

    private static int bytes(int bits) {
        return (bits + Byte.SIZE - 1) / Byte.SIZE;
    }

    /** How many bits a number needs. */
    public static int width(long number) {
        return Long.SIZE - Long.numberOfLeadingZeros(number);
    }

    /**
     * Appends the lowest bits of a number. After the last ones {@link #endBits} has to be called.
     *
     * @param number without any higher bits
     * @param width at most {@value #WIDEST}
     */
    public void putBits(long number, int width) {
        pending |= number << pendingBits;
        for (pendingBits += width; pendingBits >= Byte.SIZE; pendingBits -= Byte.SIZE) {
            putByte((int) pending);
            pending >>>= Byte.SIZE;
        }
    }

    /** Fills the last byte up with zeros. */
    public void endBits() {
        if (pendingBits > 0) {
            putByte((int) pending);
        }
        skipBits();
    }

    /** Appends a text in UTF-8, after its length. */
    public void putText(String text) {
        putText(text.getBytes(StandardCharsets.UTF_8), 0);
    }

    /** The same, or that there is none. */
    public void putOptionalText(@Nullable String text) {
        if (text == null) {
            putNumber(0);
        } else {
            putText(text.getBytes(StandardCharsets.UTF_8), 1);
        }
    }

    private void putText(byte[] encoded, int firstLength) {
        putNumber(encoded.length + firstLength);
        putBytes(encoded, 0);
    }

    /** Appends a part of a row of which nothing was read. */
    public void putRow(RowBuffer part) {
        putBytes(part.bytes, 0);
    }

    /** Appends bytes from an index on, without their number. */
    public void putBytes(byte[] more, int from) {
        int count = more.length - from;
        grow(count);
        System.arraycopy(more, from, bytes, position, count);
        position += count;
    }

    /** Whether everything was read. */
    public boolean isAtEnd() {
        return position == bytes.length;
    }

    public byte getByte() {
        return bytes[position++];
    }

    public char getChar() {
        char number = (char) CHARS.get(bytes, position);
        position += Character.BYTES;
        return number;
    }

    public int getInt() {
        int number = (int) INTS.get(bytes, position);
        position += Integer.BYTES;
        return number;
    }

    public long getLong() {
        long number = (long) LONGS.get(bytes, position);
        position += Long.BYTES;
        return number;
    }

    public float getFloat() {
        return Float.intBitsToFloat(getInt());
    }

    public long getNumber() {
        long number = 0;
        for (int shift = 0; ; shift += BITS) {
            byte next = bytes[position++];
            number |= (long) (next & (MORE - 1)) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }

    /** As many numbers as there are places, which {@link #putPacked} wrote. */
    public void getPacked(long[] numbers) {
        long smallest = getNumber();
        int width = getByte();
        getDifferences(numbers, smallest, width);
    }

    /** As many numbers, which {@link #putNumbers} wrote. */
    public long[] getNumbers(int count) {
        long[] numbers = new long[count];
        int width = getByte();
        if (width == SINGLE) {
            for (int index = 0; index < count; index++) {
                numbers[index] = getNumber();
            }
        } else {
            getDifferences(numbers, getNumber(), width);
        }
        return numbers;
    }

    private void getDifferences(long[] numbers, long smallest, int width) {
        for (int index = 0; index < numbers.length; index++) {
            numbers[index] = smallest + getBits(width);
        }
        skipBits();
    }

    /** The first bytes of others, and after them the next ones of this row. */
    public byte[] getBytes(byte[] others, int first, int count) {
        Objects.checkFromIndexSize(0, first, others.length);
        Objects.checkFromIndexSize(position, count, bytes.length);
        byte[] joined = Arrays.copyOf(others, first + count);
        System.arraycopy(bytes, position, joined, first, count);
        position += count;
        return joined;
    }

    /** Skips that many numbers, which {@link #putPacked} wrote. */
    public void skipPacked(int count) {
        getNumber();
        skip(bytes(count * getByte()));
    }

    /** Skips bytes. */
    public void skip(int count) {
        position += count;
    }

    /**
     * A part of this row to be read later.
     *
     * @param skip skips the part in this row
     */
    public RowBuffer getRow(Consumer<RowBuffer> skip) {
        int start = position;
        skip.accept(this);
        return new RowBuffer(Arrays.copyOfRange(bytes, start, position));
    }

    /** The next bits. After the last ones {@link #skipBits} has to be called. */
    public long getBits(int width) {
        for (; pendingBits < width; pendingBits += Byte.SIZE) {
            pending |= (getByte() & 0xffL) << pendingBits;
        }
        long number = pending & ((1L << width) - 1);
        pending >>>= width;
        pendingBits -= width;
        return number;
    }

    /** Skips the bits that {@link #endBits} filled up. */
    public void skipBits() {
        pending = 0;
        pendingBits = 0;
    }

    public String getText() {
        return text((int) getNumber());
    }

    /** A text that {@link #putOptionalText} wrote. */
    public @Nullable String getOptionalText() {
        int length = (int) getNumber();
        return length == 0 ? null : text(length - 1);
    }

    private String text(int length) {
        position += length;
        return new String(bytes, position - length, length, StandardCharsets.UTF_8);
    }

    /** Makes room for the longest number. */
    private void grow() {
        grow(LONGEST);
    }

    private void grow(int size) {
        if (bytes.length - position < size) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + size);
        }
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
    }
}
