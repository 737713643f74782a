package dev.gleaner.collector.source.inventory.regional;

/** Sizes as EC2 tells them, in bytes. */
final class StorageUnits {

    private static final long BYTES = 1L << 30;

    private StorageUnits() {}

    static long bytes(int gibibytes) {
        return gibibytes * BYTES;
    }
}
