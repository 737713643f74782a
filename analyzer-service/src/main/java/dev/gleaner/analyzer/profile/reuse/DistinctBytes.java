package dev.gleaner.analyzer.profile.reuse;

import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.BitSet;

/**
 * An estimate of the bytes of all different objects that were read, each in the size of its largest read, in {@link #REGISTERS} small
 * numbers. It does not depend on the order of the reads nor on repetitions, and that of two sets of reads is the larger number of each
 * register.
 *
 * <p>Each object draws an exponential number for each register, whose rate is the bytes of the object and whose randomness is the hash
 * of its key alone. The smallest number of a register over all objects then is exponential with the sum of their bytes as its rate
 * (Cohen, "Size-Estimation Framework with Applications to Transitive Closure and Reachability", Journal of Computer and System
 * Sciences 55, 1997). Of it only the power of two is kept, as HyperLogLog does (Ertl, "SetSketch", VLDB 2021): the standard error is
 * 1.04 divided by the root of the number of registers, 4.6 %, whatever the sizes and numbers of the objects are.
 *
 * <p>The numbers of an object are drawn in ascending order, so that most objects need only one (Qi and others, "FastGM", WWW 2020).
 */
public final class DistinctBytes {

    /** How many registers there are. Never changed. */
    public static final int REGISTERS = 512;

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** Mean of the power of two below a number, divided by the number: 1 / (2 ln 2). */
    private static final double ROUNDING = 1 / (2 * StrictMath.log(2));

    /** A register as far as this from the others is written as it is. */
    private static final int FAR = 12;

    private static final int NIBBLE = 4;
    private static final int ESCAPE = (1 << NIBBLE) - 1;

    private DistinctBytes() {}

    /**
     * Passes the registers that become larger by an object.
     *
     * @param key hash of its key
     * @param bytes of the read; of none nothing is passed
     * @param known registers as they are
     */
    public static void draw(long key, long bytes, byte[] known, Registers larger) {
        if (bytes <= 0) {
            return;
        }
        int lowest = lowest(known);
        BitSet drawn = new BitSet(REGISTERS);
        long state = mix(key + GOLDEN);
        double number = 0;
        for (int left = REGISTERS; left > 0; left--) {
            state += GOLDEN;
            double uniform = ((mix(state) >>> 11) + 0.5) * 0x1p-53;
            number -= StrictMath.log(uniform) / ((double) bytes * left);
            int value = Math.max(0, -Math.getExponent(number));
            if (value <= lowest) {
                return;
            }
            int register;
            do {
                state += GOLDEN;
                register = (int) (mix(state) >>> (Long.SIZE - 9));
            } while (drawn.get(register));
            drawn.set(register);
            if (value > known[register]) {
                larger.accept(register, (byte) value);
            }
        }
    }

    /** The estimate; 0 without any object. */
    public static double estimate(byte[] registers) {
        double sum = 0;
        boolean isEmpty = true;
        for (byte value : registers) {
            isEmpty &= value == 0;
            sum += StrictMath.scalb(1.0, -value);
        }
        return isEmpty ? 0 : ROUNDING * REGISTERS / sum;
    }

    /**
     * Appends registers: about three bits each, as most are near each other. Each has its distance from a common value, those above and
     * those below by turns, in a Rice code (Rice and Plaunt, "Adaptive Variable-Length Coding for Efficient Compression of Spacecraft
     * Television Data", IEEE Transactions on Communication Technology 19, 1971).
     */
    static void write(RowBuffer row, byte[] registers) {
        int middle = middle(registers);
        row.putByte(middle);
        for (byte value : registers) {
            int distance = distance(value, middle);
            int half = distance / 2;
            if (half < FAR) {
                row.putBits((1 << half) - 1, half + 1);
                row.putBits(distance & 1, 1);
            } else {
                row.putBits((1 << FAR) - 1, FAR);
                row.putBits(value, Byte.SIZE);
            }
        }
        row.endBits();
    }

    /** Reads what {@link #write} wrote. */
    static byte[] read(RowBuffer row) {
        byte[] registers = new byte[REGISTERS];
        int middle = row.getByte();
        for (int register = 0; register < REGISTERS; register++) {
            int half = 0;
            while (half < FAR && row.getBits(1) != 0) {
                half++;
            }
            if (half == FAR) {
                registers[register] = (byte) row.getBits(Byte.SIZE);
            } else {
                registers[register] = (byte) (row.getBits(1) == 0 ? middle - half : middle + half + 1);
            }
        }
        row.skipBits();
        return registers;
    }

    /** Reads registers of half a byte each, and those of which that is not enough. */
    static byte[] readHalfBytes(RowBuffer row) {
        byte[] registers = new byte[REGISTERS];
        int lowest = row.getByte();
        for (int register = 0; register < REGISTERS; register++) {
            registers[register] = (byte) (lowest + row.getBits(NIBBLE));
        }
        row.skipBits();
        for (int register = 0; register < REGISTERS; register++) {
            if (registers[register] - lowest == ESCAPE) {
                registers[register] = row.getByte();
            }
        }
        return registers;
    }

    /** The value with which registers take the fewest bits. */
    private static int middle(byte[] registers) {
        int lowest = lowest(registers);
        int largest = lowest;
        int[] counts = new int[Byte.MAX_VALUE + 1];
        for (byte value : registers) {
            counts[value]++;
            largest = Math.max(largest, value);
        }
        int best = lowest;
        int fewest = Integer.MAX_VALUE;
        for (int middle = lowest; middle <= largest; middle++) {
            int bits = 0;
            for (int value = lowest; value <= largest; value++) {
                int half = distance(value, middle) / 2;
                bits += counts[value] * (half < FAR ? half + 2 : FAR + Byte.SIZE);
            }
            if (bits < fewest) {
                fewest = bits;
                best = middle;
            }
        }
        return best;
    }

    /** 0 for the middle, 1 for the next value above, 2 for the next one below, and so on. */
    private static int distance(int value, int middle) {
        return value > middle ? 2 * (value - middle) - 1 : 2 * (middle - value);
    }

    private static int lowest(byte[] registers) {
        int lowest = Byte.MAX_VALUE;
        for (byte value : registers) {
            lowest = Math.min(lowest, value);
        }
        return lowest;
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
    private static long mix(long number) {
        long mixed = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** Receives the new value of a register. */
    @FunctionalInterface
    public interface Registers {
        void accept(int register, byte value);
    }
}
