package dev.gleaner.gpu.buffer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A disk that is full at times: then half of what is written fits. */
final class FullDisk implements DurableDisk {

    private final SyncedDisk disk = new SyncedDisk();
    private boolean full;

    void full(boolean isFull) {
        full = isFull;
    }

    @Override
    public void write(Path file, long offset, byte[] bytes) throws IOException {
        disk.write(file, offset, full ? Arrays.copyOf(bytes, bytes.length / 2) : bytes);
        if (full) {
            throw new IOException("No space left on device");
        }
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        disk.replace(file, content);
    }

    @Override
    public void truncate(Path file, long length) throws IOException {
        disk.truncate(file, length);
    }

    @Override
    public void delete(Path file) throws IOException {
        disk.delete(file);
    }
}
