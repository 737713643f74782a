package dev.gleaner.collector.source.inventory.regional;

/** Sizes as EC2 tells them, in bytes. */
final class Gibibytes {

    private static final long BYTES = 1L << 30;

    private Gibibytes() {}

    static long bytes(int gibibytes) {
        return gibibytes * BYTES;
    }
}
