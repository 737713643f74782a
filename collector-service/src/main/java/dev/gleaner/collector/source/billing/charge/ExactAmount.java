package dev.gleaner.collector.source.billing.charge;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A decimal number of a cell, exactly. Almost all fit into 128 bits with 18 decimals, which is as fast as a {@code long}; the others are
 * a {@link BigDecimal}. Mutable, because a file has several of them in each row.
 */
public final class ExactAmount {

    /** Decimals of the number in 128 bits. */
    static final int SCALE = 18;

    /** Above it, in units of 2^64, numbers are kept as BigDecimal, so that the sum of 184 million others can't overflow. */
    private static final long LARGEST_HIGH = 50_000_000_000L;

    /** More digits than any currency needs: "1E999999999" would fill the memory when it is expanded. */
    private static final int DIGITS = 60;

    private static final int LONG_DIGITS = 18;
    private static final long[] POWERS = new long[SCALE + 1];
    private static final double[] DOUBLE_POWERS = new double[SCALE + 1];

    /** Integers up to it are exact as double. */
    private static final double EXACT = 1L << 53;

    static {
        POWERS[0] = 1;
        DOUBLE_POWERS[0] = 1;
        for (int i = 1; i <= SCALE; i++) {
            POWERS[i] = 10 * POWERS[i - 1];
            DOUBLE_POWERS[i] = POWERS[i];
        }
    }

    private State state = State.ABSENT;
    private long high;
    private long low;
    private @Nullable BigDecimal large;

    /** Makes it absent. */
    public void clear() {
        state = State.ABSENT;
        large = null;
    }

    /** Makes it a number that can not be read. */
    public void setInvalid() {
        state = State.INVALID;
        large = null;
    }

    /** Whether there is a number. */
    public boolean isPresent() {
        return state == State.PRESENT;
    }

    /** Whether the cell is not empty, but no number. */
    public boolean isInvalid() {
        return state == State.INVALID;
    }

    /** The number if it does not fit into 128 bits; otherwise null. */
    @Nullable
    public BigDecimal large() {
        return large;
    }

    /** Upper 64 bits. */
    long high() {
        return high;
    }

    /** Lower 64 bits. */
    long low() {
        return low;
    }

    /** Sets it to another one. */
    public void set(ExactAmount other) {
        state = other.state;
        high = other.high;
        low = other.low;
        large = other.large;
    }

    /** Sets it to {@code unscaled} / 10^{@code scale}. */
    public void set(long unscaled, int scale) {
        if (scale < 0 || scale > SCALE) {
            set(BigDecimal.valueOf(unscaled, scale));
            return;
        }
        long factor = POWERS[SCALE - scale];
        high = Math.multiplyHigh(unscaled, factor);
        low = unscaled * factor;
        state = State.PRESENT;
        large = Math.abs(high) < LARGEST_HIGH ? null : BigDecimal.valueOf(unscaled, scale);
    }

    /** Sets it to a number of at most 60 digits; a longer one can not be read. */
    public void set(BigDecimal number) {
        if (Math.abs((long) number.scale()) > DIGITS || number.precision() > DIGITS) {
            setInvalid();
            return;
        }
        BigDecimal plain = number.stripTrailingZeros();
        if (plain.scale() < 0) {
            plain = plain.setScale(0);
        }
        if (plain.scale() <= SCALE && plain.unscaledValue().bitLength() < Long.SIZE) {
            set(plain.unscaledValue().longValue(), plain.scale());
        } else {
            state = State.PRESENT;
            large = plain;
        }
    }

    /**
     * Sets it to the shortest decimal that has this binary fraction, as AWS writes costs as binary fractions, but means decimals.
     */
    public void set(double number) {
        if (!Double.isFinite(number)) {
            setInvalid();
            return;
        }
        double absolute = Math.abs(number);
        for (int scale = 0; scale <= SCALE && absolute * DOUBLE_POWERS[scale] < EXACT; scale++) {
            // Both operands are exact, so that their quotient is the binary fraction of this decimal.
            double digits = Math.rint(absolute * DOUBLE_POWERS[scale]);
            if (digits / DOUBLE_POWERS[scale] == absolute) {
                set(number < 0 ? (long) -digits : (long) digits, scale);
                return;
            }
        }
        set(BigDecimal.valueOf(number));
    }

    /** Parses the text of a cell. */
    public void parse(char[] buffer, int from, int length) {
        long unscaled = 0;
        int digits = 0;
        int point = -1;
        int start = length > 0 && (buffer[from] == '-' || buffer[from] == '+') ? 1 : 0;
        for (int i = start; i < length; i++) {
            int digit = buffer[from + i] - '0';
            if (digit >= 0 && digit <= 9) {
                unscaled = 10 * unscaled + digit;
                digits += digits > 0 || digit > 0 ? 1 : 0;
            } else if (buffer[from + i] == '.' && point < 0) {
                point = i;
            } else {
                digits = Integer.MAX_VALUE;
            }
            if (digits > LONG_DIGITS) {
                parseSlowly(new String(buffer, from, length));
                return;
            }
        }
        if (length - start - (point < 0 ? 0 : 1) == 0) {
            parseSlowly(new String(buffer, from, length));
        } else {
            set(buffer[from] == '-' ? -unscaled : unscaled, point < 0 ? 0 : length - point - 1);
        }
    }

    /** Parses the text of a cell. */
    public void parse(String text) {
        parse(text.toCharArray(), 0, text.length());
    }

    private void parseSlowly(String text) {
        if (text.isEmpty() || text.equals("NULL")) {
            clear();
            return;
        }
        try {
            set(new BigDecimal(text));
        } catch (NumberFormatException e) {
            setInvalid();
        }
    }

    /** Sets it to the difference or sum of two present numbers. */
    public void setSum(ExactAmount one, ExactAmount other, boolean subtract) {
        BigDecimal number = other.value();
        set(one.value().add(subtract ? number.negate() : number));
    }

    /** The number; to be called only if it is present. */
    public BigDecimal value() {
        return large == null ? value(high, low) : large;
    }

    /** The number, nearly; to be called only if it is present. */
    double doubleValue() {
        return large == null && high == low >> (Long.SIZE - 1) ? low / DOUBLE_POWERS[SCALE] : value().doubleValue();
    }

    /** The number of 128 bits. */
    static BigDecimal value(long high, long low) {
        if (high == low >> (Long.SIZE - 1)) {
            return BigDecimal.valueOf(low, SCALE);
        }
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low);
        return new BigDecimal(new BigInteger(bytes.array()), SCALE);
    }

    private enum State {
        ABSENT,
        PRESENT,
        INVALID
    }
}
