package dev.gleaner.collector;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A folder of flow logs that the application under test watches, and recorded answers that tell it of the instances. */
public final class FlowFolder implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            Path answers = Files.createTempDirectory("answers");
            Files.write(answers.resolve("us-east-1.json"), Bytes.ofResource("inventory/us-east-1.json"));
            return Map.of(
                    "collector.flow-logs.folder",
                    Files.createTempDirectory("flows").toString(),
                    "collector.flow-logs.interval",
                    "PT1S",
                    "collector.inventory.folder",
                    answers.toString(),
                    "collector.inventory.interval",
                    "PT1S",
                    "collector.progress.interval",
                    "PT1S");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}
