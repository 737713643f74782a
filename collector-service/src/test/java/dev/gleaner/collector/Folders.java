package dev.gleaner.collector;

import dev.gleaner.collector.source.gpu.ChildFolder;
import dev.gleaner.collector.source.inventory.AnswersFolder;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Every source that needs no AWS, in one application: starting it takes longer than most tests, so that tests share it,
 * each with files, accounts or instances of its own.
 */
public final class Folders implements QuarkusTestResourceLifecycleManager {

    private final DcgmHosts exporters = new DcgmHosts();

    @Override
    public Map<String, String> start() {
        Map<String, String> all = new HashMap<>();
        all.put("collector.progress.interval", "PT1S");
        // There is no AWS to ask.
        all.put("collector.prices.enabled", "false");
        try {
            all.putAll(TrailFolder.make());
            all.putAll(AnswersFolder.make());
            all.putAll(FlowFolder.make());
            all.putAll(AccessLogFolder.make());
            all.putAll(BillFolder.make());
            all.putAll(GpuFolder.make());
            all.putAll(ChildFolder.make());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        all.putAll(exporters.start());
        return all;
    }

    @Override
    public void stop() {
        exporters.stop();
    }
}
