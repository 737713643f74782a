package dev.gleaner.gpu.buffer;

import java.nio.file.Path;

/** Adds up what is lost. */
final class CountedLosses implements DiskBuffer.LossListener {

    private long dropped;
    private long cut;

    @Override
    public void dropped(long records) {
        dropped += records;
    }

    @Override
    public void cut(Path file, long bytes) {
        cut += bytes;
    }

    long records() {
        return dropped;
    }

    long bytes() {
        return cut;
    }
}
