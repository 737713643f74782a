package dev.gleaner.collector.source.activity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Reports that someone is at work on an instance. */
@ConfigMapping(prefix = "collector.activity")
public interface ActivityConfig {

    /**
     * Longest time for which a report holds, at most seven days; a report that is to hold longer is refused. Unless an approver withdraws
     * the report, a host that is forgotten meanwhile is not found for that long.
     */
    @WithDefault("P1D")
    Duration longest();
}
