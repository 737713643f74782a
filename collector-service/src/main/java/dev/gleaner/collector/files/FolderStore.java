package dev.gleaner.collector.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** A folder of files, with all below it. */
public final class FolderStore implements FileStore {

    private final Path root;
    private final Predicate<StoredFile> wanted;

    /** Only the files that are wanted are listed. */
    public FolderStore(Path root, Predicate<StoredFile> wanted) {
        this.root = root.toAbsolutePath().normalize();
        this.wanted = wanted;
    }

    @Override
    public String identity() {
        return root.toString();
    }

    @Override
    public List<StoredFile> list() throws IOException {
        List<StoredFile> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                StoredFile file = file(path, attributes);
                if (attributes.isRegularFile() && wanted.test(file)) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(Comparator.comparing(StoredFile::path));
        return files;
    }

    @Override
    public InputStream open(StoredFile file) throws IOException {
        return Files.newInputStream(root.resolve(file.path()));
    }

    private StoredFile file(Path path, BasicFileAttributes attributes) {
        Path folder = root.relativize(path.getParent());
        Instant modified = attributes.lastModifiedTime().toInstant();
        String version = attributes.size() + "-" + modified.toEpochMilli();
        String prefix = folder.toString().isEmpty() ? "" : folder + "/";
        return new StoredFile(prefix, path.getFileName().toString(), version, modified);
    }
}
