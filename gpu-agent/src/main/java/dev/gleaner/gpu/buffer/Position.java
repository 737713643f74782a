package dev.gleaner.gpu.buffer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The file that says up to which record all is done. */
final class Position {

    private final Path file;
    private final Disk disk;

    Position(Path folder, Disk disk) {
        this.file = folder.resolve("position");
        this.disk = disk;
    }

    /** The number of the first record that is not done; 0 when nobody knows, so that nothing is left out. */
    long read() throws IOException {
        try {
            long number = Long.parseLong(
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip());
            return Math.max(0, number);
        } catch (NoSuchFileException | NumberFormatException e) {
            return 0;
        }
    }

    void write(long number) throws IOException {
        disk.replace(file, (number + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
