package dev.gleaner.actuator.audit.keys;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Creates files atomically, and never replaces an existing one. */
final class AtomicFileWriter {

    private AtomicFileWriter() {}

    /**
     * Creates a file, readable only for its owner, and its folders; throws {@link FileAlreadyExistsException} if it exists.
     * The content is written to a temporary file, which is then linked.
     */
    static void create(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path whole = Files.createTempFile(folder, "new", null);
        try {
            Files.write(whole, content);
            try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            link(whole, file);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private static void link(Path whole, Path file) throws IOException {
        try {
            Files.createLink(file, whole);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Some file systems have no links. The check and the move are not atomic, but actuators that share a
            // database
            // take turns.
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
