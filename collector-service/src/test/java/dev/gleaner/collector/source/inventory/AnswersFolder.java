package dev.gleaner.collector.source.inventory;

import dev.gleaner.collector.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A folder that the application under test reads instead of the regions that it is given as well; one answer is there. */
public final class AnswersFolder {

    private AnswersFolder() {}

    /** Makes it, and returns the settings by which it is found. */
    public static Map<String, String> make() throws IOException {
        Path folder = Files.createTempDirectory("answers");
        put(
                folder,
                "known.json",
                Bytes.ofResource("inventory/us-east-1.json"),
                Instant.now().minus(Duration.ofHours(3)));
        return Map.of(
                "collector.inventory.folder",
                folder.toString(),
                "collector.inventory.interval",
                "PT1S",
                "collector.aws.regions",
                "us-east-1");
    }

    /** Puts a whole file there at once, written at that time. */
    static void put(Path folder, String name, byte[] bytes, Instant written) throws IOException {
        Path target = folder.resolve(name);
        Files.createDirectories(target.getParent());
        Path part = Files.write(target.resolveSibling(target.getFileName() + ".part"), bytes);
        Files.setLastModifiedTime(part, FileTime.from(written));
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
