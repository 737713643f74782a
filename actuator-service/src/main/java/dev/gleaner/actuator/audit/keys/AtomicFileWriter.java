package dev.gleaner.actuator.audit.keys;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that appear whole or not at all, and never in the place of another. */
final class AtomicFileWriter {

    private AtomicFileWriter() {}

    /**
     * Creates a file, readable for its owner alone, and the folders above it; {@link FileAlreadyExistsException} where one
     * is. Written aside and linked.
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
            // Some file systems have no links. Between looking and moving another process could come in; actuators that
            // share a database take turns.
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
