package dev.gleaner.actuator.audit.keys;

import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder of signed heads, one file each. A file is never replaced. */
public final class SignedHeadFolder {

    private static final String SUFFIX = ".json";

    private final Path folder;

    public SignedHeadFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Adds a head atomically. Adding it again changes nothing; throws {@link IllegalStateException} if its file contains
     * another head.
     */
    public void add(SignedHead head) {
        Path file = folder.resolve(name(head));
        try {
            AtomicFileWriter.create(file, Json.bytes(head));
        } catch (FileAlreadyExistsException e) {
            if (!isSame(file, head)) {
                throw new IllegalStateException("another signed head is in " + file + " already", e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't write a signed head into " + folder, e);
        }
    }

    /** Returns the head with the largest sequence, if there is one. */
    Optional<SignedHead> last() {
        List<Path> files = files();
        return files.isEmpty() ? Optional.empty() : Optional.of(read(files.get(files.size() - 1)));
    }

    /** Returns the files of all heads, in order of sequence. */
    public List<Path> files() {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the signed heads in " + folder, e);
        }
    }

    /** Reads the head in a file. */
    public static SignedHead read(Path file) {
        try {
            return Json.readStrictly(Files.readAllBytes(file), SignedHead.class);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the signed head " + file, e);
        }
    }

    /** Whether the name of a file is that of its head, so that the order of names is that of the heads. */
    static boolean isInPlace(Path file, SignedHead head) {
        return file.getFileName().toString().equals(name(head));
    }

    /** Returns the sequence in the name of a file; that of the first entry if the name has none. */
    public static long sequence(Path file) {
        String name = file.getFileName().toString();
        try {
            return Long.parseLong(name.substring(0, name.indexOf('.')));
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    private static boolean isSame(Path file, SignedHead head) {
        try {
            return read(file).equals(head);
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** A head that names the next key sorts after another one of the same sequence and does not replace it. */
    private static String name(SignedHead head) {
        return String.format(Locale.ROOT, "%019d", head.sequence()) + (head.next() == null ? "" : ".next") + SUFFIX;
    }
}
