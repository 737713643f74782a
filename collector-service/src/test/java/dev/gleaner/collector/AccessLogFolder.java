package dev.gleaner.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/** An empty folder of server access logs that the application under test watches. */
public final class AccessLogFolder {

    private AccessLogFolder() {}

    /** Makes it, and returns the settings by which it is found. */
    public static Map<String, String> make() throws IOException {
        return Map.of(
                "collector.s3-access-logs.folder",
                Files.createTempDirectory("access-logs").toString(),
                "collector.s3-access-logs.interval",
                "PT1S");
    }
}
