package dev.gleaner.collector;

import dev.gleaner.collector.source.gpu.ChildFolder;
import dev.gleaner.collector.source.inventory.AnswersFolder;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every source that needs no AWS, in one application: starting it takes longer than most tests, so that tests share it,
 * each with files, accounts or instances of its own.
 */
public final class Folders implements QuarkusTestResourceLifecycleManager {

    private final List<QuarkusTestResourceLifecycleManager> parts = List.of(
            new TrailFolder(),
            new AnswersFolder(),
            new FlowFolder(),
            new BillFolder(),
            new GpuFolder(),
            new ChildFolder(),
            new DcgmHosts());

    @Override
    public Map<String, String> start() {
        Map<String, String> all = new HashMap<>();
        all.put("collector.progress.interval", "PT1S");
        // There is no AWS to ask.
        all.put("collector.prices.enabled", "false");
        parts.forEach(part -> all.putAll(part.start()));
        return all;
    }

    @Override
    public void stop() {
        parts.forEach(QuarkusTestResourceLifecycleManager::stop);
    }
}
