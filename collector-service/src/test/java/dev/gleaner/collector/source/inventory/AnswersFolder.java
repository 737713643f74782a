package dev.gleaner.collector.source.inventory;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/** An empty folder that the application under test reads instead of the regions that it is given as well. */
public final class AnswersFolder implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            return Map.of(
                    "collector.inventory.folder",
                    Files.createTempDirectory("answers").toString(),
                    "collector.inventory.interval",
                    "PT1S",
                    "collector.aws.regions",
                    "us-east-1",
                    "collector.progress.interval",
                    "PT1S",
                    "collector.metric-stream.access-key",
                    "key-of-the-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}

    /** Puts a whole file there at once, written at that time. */
    static void put(Path folder, String name, byte[] bytes, Instant written) throws IOException {
        Path target = folder.resolve(name);
        Files.createDirectories(target.getParent());
        Path part = Files.write(target.resolveSibling(target.getFileName() + ".part"), bytes);
        Files.setLastModifiedTime(part, FileTime.from(written));
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
