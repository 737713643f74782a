package dev.gleaner.gpu.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Writes to the file system, and syncs each change to the disk. */
class SyncedDisk implements DurableDisk {

    @Override
    public void write(Path file, long offset, byte[] bytes) throws IOException {
        boolean isNew = !Files.exists(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (channel.size() > offset) {
                channel.truncate(offset);
            }
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left, offset + left.position());
            }
            sync(channel);
        }
        if (isNew) {
            syncFolder(file);
        }
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".part");
        write(next, 0, content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(file);
    }

    @Override
    public void truncate(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            sync(channel);
        }
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** Returns once all writes to a file are on the disk. */
    void sync(FileChannel channel) throws IOException {
        channel.force(true);
    }

    /** The name of a new file is durable only when its folder is synced. */
    private void syncFolder(Path file) throws IOException {
        Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            sync(channel);
        }
    }
}
