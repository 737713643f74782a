package dev.gleaner.collector.source.cloudtrail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A folder of trail files, with all below it. */
final class FolderStore implements TrailStore {

    private final Path root;

    FolderStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public String identity() {
        return root.toString();
    }

    @Override
    public List<TrailFile> list() throws IOException {
        List<TrailFile> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                TrailFile file = file(path, attributes);
                if (attributes.isRegularFile() && file.isLog()) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(Comparator.comparing(TrailFile::path));
        return files;
    }

    @Override
    public InputStream open(TrailFile file) throws IOException {
        return Files.newInputStream(root.resolve(file.path()));
    }

    private TrailFile file(Path path, BasicFileAttributes attributes) {
        Path folder = root.relativize(path.getParent());
        String version = attributes.size() + "-" + attributes.lastModifiedTime().toMillis();
        String prefix = folder.toString().isEmpty() ? "" : folder + "/";
        return new TrailFile(prefix, path.getFileName().toString(), version);
    }
}
