package dev.gleaner.collector.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** An archive in a folder. Files grow beside the hours, on the same disk, so that a whole one only takes another name. */
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

    /** A name is as good as lost until its folder is on the disk. */
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
