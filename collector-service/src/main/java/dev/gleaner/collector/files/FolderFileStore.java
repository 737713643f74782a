package dev.gleaner.collector.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A folder of files, including subfolders. */
public final class FolderFileStore implements FileStore {

    /** Extensions of side files, which hold in a folder what S3 keeps as metadata. */
    private static final List<String> SIDE_FILES = List.of("signature");

    /** In bytes; far more than a signature needs. */
    private static final int LARGEST_SIDE_FILE = 16 * 1024;

    private final Path root;
    private final Predicate<StoredFile> wanted;

    /** Lists only the files that match the predicate. */
    public FolderFileStore(Path root, Predicate<StoredFile> wanted) {
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

    @Override
    public FileStore.FileContent readWithMetadata(StoredFile file) throws IOException {
        Map<String, String> notes = new HashMap<>();
        for (String name : SIDE_FILES) {
            Path side = root.resolve(file.path() + "." + name);
            if (Files.isRegularFile(side)) {
                notes.put(name, text(side));
            }
        }
        return new FileStore.FileContent(Files.readAllBytes(root.resolve(file.path())), notes);
    }

    private static String text(Path side) throws IOException {
        try (InputStream input = Files.newInputStream(side)) {
            return new String(input.readNBytes(LARGEST_SIDE_FILE), StandardCharsets.UTF_8).strip();
        }
    }

    private StoredFile file(Path path, BasicFileAttributes attributes) {
        Path folder = root.relativize(path.getParent());
        Instant modified = attributes.lastModifiedTime().toInstant();
        String version = attributes.size() + "-" + modified.toEpochMilli();
        String prefix = folder.toString().isEmpty() ? "" : folder + "/";
        return new StoredFile(prefix, path.getFileName().toString(), version, modified).withSize(attributes.size());
    }
}
