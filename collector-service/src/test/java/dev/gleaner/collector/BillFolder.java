package dev.gleaner.collector;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** A folder of bills that the application under test watches, one for what it puts aside, and one for its archive. */
public final class BillFolder implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            return Map.of(
                    "collector.billing.folder",
                    Files.createTempDirectory("bills").toString(),
                    "collector.billing.spool",
                    Files.createTempDirectory("spool").toString(),
                    "collector.billing.interval",
                    "PT1S",
                    "collector.archive.folder",
                    Files.createTempDirectory("archive").toString(),
                    "collector.archive.file-age",
                    "PT1S");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}
