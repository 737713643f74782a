package dev.gleaner.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** An empty folder that the application under test watches. */
public final class TrailFolder {

    private TrailFolder() {}

    /** Makes it, and returns the settings by which it is found. */
    public static Map<String, String> make() throws IOException {
        return Map.of(
                "collector.cloudtrail.folder",
                Files.createTempDirectory("trail").toString(),
                "collector.cloudtrail.interval",
                "PT1S",
                "collector.metric-stream.access-key",
                "key-of-the-test");
    }

    /** Puts a whole file there at once, as a delivery does. */
    static void put(Path folder, String name, byte[] bytes) throws IOException {
        Path target = folder.resolve(name);
        Files.createDirectories(target.getParent());
        Path part = Files.write(target.resolveSibling(target.getFileName() + ".part"), bytes);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
