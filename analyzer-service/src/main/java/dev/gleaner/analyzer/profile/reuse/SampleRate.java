package dev.gleaner.analyzer.profile.reuse;

/**
 * The probability with which an object is sampled: a part that is the same for all objects, and a part that is proportional to
 * its size, together at most 1. So few large objects that have most of the bytes are not missing, and the many small ones are
 * there, too. With two equal parts the variance of a sum, be it of objects or of bytes, is at most twice that of the same number of
 * objects chosen for that sum alone.
 *
 * <p>An object is sampled if its hash, as a fraction of all hashes, is below its probability. So the decision is the same at each read,
 * and if the rates fall, the sample is a part of the one before (Waldspurger, Park, Garthwaite and Ahmad, FAST 2015). One that
 * is sampled stands for as many as the reciprocal of its probability (Horvitz and Thompson, Journal of the American Statistical
 * Association 47, 1952).
 *
 * @param perObject the part that is the same for all, 0 to 1
 * @param perByte the other part, for each byte
 */
record SampleRate(double perObject, double perByte) {

    /** Every object is sampled. */
    static final SampleRate EVERYTHING = new SampleRate(1, 1);

    /** Weights are multiples of 1/1,024, so that sums of them are exact, and do not depend on their order. */
    static final int UNITS = 1024;

    private static final int UNUSED_BITS = 11;

    /** The probability for an object of that many bytes, 0 to 1. */
    double probability(long size) {
        return Math.min(1, perObject + perByte * size);
    }

    /** Whether an object is sampled. */
    boolean includes(long hash, long size) {
        return (hash >>> UNUSED_BITS) * 0x1p-53 < probability(size);
    }

    /** How many objects one of that many bytes stands for, as a multiple of {@link #UNITS}; at least that. */
    long units(long size) {
        return Math.round(UNITS / probability(size));
    }

    /** How many objects one of that many bytes stands for, 1 or more. */
    double weight(long size) {
        return (double) units(size) / UNITS;
    }

    /** Neither part above a limit. */
    SampleRate atMost(double objects, double bytes) {
        return new SampleRate(Math.min(perObject, objects), Math.min(perByte, bytes));
    }

    SampleRate times(double factor) {
        return new SampleRate(perObject * factor, perByte * factor);
    }
}
