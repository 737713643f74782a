package dev.gleaner.collector.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** An archive in a folder. Files are written on the same disk, so that storing one is a rename. */
final class FolderArchiveStorage implements ArchiveStorage {

    private final Path root;

    FolderArchiveStorage(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public Path spoolFolder() throws IOException {
        return Files.createDirectories(root.resolve("growing"));
    }

    @Override
    public void store(Path file, String path) throws IOException {
        Path target = root.resolve(path);
        Path folder = root.resolve(path.substring(0, path.lastIndexOf('/')));
        Files.createDirectories(folder);
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        for (Path each = folder; each != null && each.startsWith(root); each = each.getParent()) {
            force(each);
        }
    }

    /** A rename is durable only once the folder has been forced to disk. */
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
