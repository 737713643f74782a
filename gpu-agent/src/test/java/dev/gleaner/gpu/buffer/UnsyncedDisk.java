package dev.gleaner.gpu.buffer;

import java.nio.channels.FileChannel;

/** Fast: only this process is killed, not the machine. */
final class UnsyncedDisk extends SyncedDisk {

    @Override
    void sync(FileChannel channel) {}
}
