package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder of signed heads, a file each. */
final class Heads {

    private static final String SUFFIX = ".json";

    private final Path folder;

    Heads(Path folder) {
        this.folder = folder;
    }

    /** Adds a head; the file appears whole or not at all. */
    void add(SignedHead head) {
        try {
            Files.createDirectories(folder);
            Path whole = Files.createTempFile(folder, "head", null);
            Files.write(whole, Json.bytes(head));
            Files.move(whole, folder.resolve(name(head)), StandardCopyOption.ATOMIC_MOVE);
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
    List<Path> files() {
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
    static SignedHead read(Path file) {
        try {
            return Json.read(Files.readAllBytes(file), SignedHead.class);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the signed head " + file, e);
        }
    }

    /** One that hands over to another key comes after a plain one of the same sequence, and does not replace it. */
    private static String name(SignedHead head) {
        return String.format(Locale.ROOT, "%019d", head.sequence()) + (head.next() == null ? "" : ".next") + SUFFIX;
    }
}
