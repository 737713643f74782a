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

/** The folder of signed heads, a file each. A head that lies there is never replaced. */
public final class SignedHeadFolder {

    private static final String SUFFIX = ".json";

    private final Path folder;

    public SignedHeadFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Adds a head; the file appears whole or not at all. The same head again changes nothing; {@link IllegalStateException}
     * when another lies in its place.
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

    /** The head with the largest sequence; empty when there is none so far. */
    Optional<SignedHead> last() {
        List<Path> files = files();
        return files.isEmpty() ? Optional.empty() : Optional.of(read(files.get(files.size() - 1)));
    }

    /** The files of all heads, in their order. */
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

    /** Reads a head that was laid down. */
    public static SignedHead read(Path file) {
        try {
            return Json.readStrictly(Files.readAllBytes(file), SignedHead.class);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the signed head " + file, e);
        }
    }

    /** Whether a file is named after the head in it, so that the order of the names is that of the heads. */
    static boolean isInPlace(Path file, SignedHead head) {
        return file.getFileName().toString().equals(name(head));
    }

    /** The sequence that a file is named after; that of the first entry if it is named after none. */
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

    /** One that hands over to another key comes after a plain one of the same sequence, and does not replace it. */
    private static String name(SignedHead head) {
        return String.format(Locale.ROOT, "%019d", head.sequence()) + (head.next() == null ? "" : ".next") + SUFFIX;
    }
}
