package dev.gleaner.local.estate.series;

/**
 * Random numbers that are a function of seed and name, and do not depend on the order of the calls, so a series
 * continues after a restart with the same values. Mixing as in SplittableRandom (Steele, Lea, Flood: Fast Splittable
 * Pseudorandom Number Generators, OOPSLA 2014).
 */
public final class SeededRandom {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long key;

    private SeededRandom(long key) {
        this.key = key;
    }

    /** The source of a seed. */
    public static SeededRandom of(long seed) {
        return new SeededRandom(mix(seed + GOLDEN));
    }

    /** An independent source for this number. */
    public SeededRandom derive(long number) {
        return new SeededRandom(mix(key ^ mix(number + GOLDEN)));
    }

    /** An independent source for this name. */
    public SeededRandom derive(String name) {
        long hash = 1;
        for (int i = 0; i < name.length(); i++) {
            hash = 31 * hash + name.charAt(i);
        }
        return derive(hash);
    }

    /** The n-th 64 bits. */
    public long bits(int n) {
        return mix(key + GOLDEN * (n + 1L));
    }

    /** The n-th number, evenly spread over [0, 1). */
    public double uniform(int n) {
        return (bits(n) >>> 11) * 0x1.0p-53;
    }

    /** The n-th number below a bound. */
    public int below(int bound, int n) {
        return (int) (uniform(n) * bound);
    }

    /** The n-th number, about normal with mean 0 and deviation 1, never beyond 3.5 (sum of four even ones). */
    public double normal(int n) {
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            sum += uniform(4 * n + i);
        }
        return (sum - 2) * 1.7320508075688772;
    }

    /** This many lower-case hexadecimal digits. */
    public String hex(int digits) {
        StringBuilder text = new StringBuilder();
        for (int n = 0; text.length() < digits; n++) {
            text.append(String.format("%016x", bits(n)));
        }
        return text.substring(0, digits);
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
