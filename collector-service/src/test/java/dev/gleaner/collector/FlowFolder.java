package dev.gleaner.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/** An empty folder of flow logs that the application under test watches. */
public final class FlowFolder {

    private FlowFolder() {}

    /** Makes it, and returns the settings by which it is found. */
    public static Map<String, String> make() throws IOException {
        return Map.of(
                "collector.flow-logs.folder",
                Files.createTempDirectory("flows").toString(),
                "collector.flow-logs.interval",
                "PT1S");
    }
}
