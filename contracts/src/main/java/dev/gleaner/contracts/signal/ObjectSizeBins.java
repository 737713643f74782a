package dev.gleaner.contracts.signal;

/** The steps by which sizes of objects are counted: powers of two, so that S3's limit of 128 KiB (2^17) is one of them. */
public final class ObjectSizeBins {

    /** How many steps there are, from 0 for empty objects on; S3's largest object (50 TB) is below the last. */
    public static final int COUNT = 48;

    private ObjectSizeBins() {}

    /** The least n for which a size is below 2^n bytes; what is too large for all of them counts in the last. */
    public static int binOf(long bytes) {
        return Math.min(Long.SIZE - Long.numberOfLeadingZeros(bytes), COUNT - 1);
    }
}
