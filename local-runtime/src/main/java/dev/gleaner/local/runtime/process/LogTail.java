package dev.gleaner.local.runtime.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The end of a log. */
public final class LogTail {

    private static final int BYTES = 16_384;

    private LogTail() {}

    /** The last lines, at most that many; none if there is no log. */
    public static List<String> lines(Path log, int count) {
        List<String> lines = end(log);
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    /** The text after the prefix in the last line that contains the prefix. */
    public static Optional<String> last(Path log, String prefix) {
        return end(log).stream()
                .filter(line -> line.contains(prefix))
                .reduce((first, second) -> second)
                .map(line ->
                        line.substring(line.indexOf(prefix) + prefix.length()).strip());
    }

    private static List<String> end(Path log) {
        if (Files.notExists(log)) {
            return List.of();
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - BYTES));
            byte[] bytes = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
