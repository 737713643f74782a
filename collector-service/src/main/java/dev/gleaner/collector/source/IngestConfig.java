package dev.gleaner.collector.source;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Map;

/** What the senders of ingest routes may report. A caller without an entry may report everything. */
@ConfigMapping(prefix = "collector.ingest")
public interface IngestConfig {

    /** Services whose predictions a caller may report, by the caller's name: {@code collector.ingest.services.ranker=ranking,search}. */
    Map<String, List<String>> services();

    /**
     * Accounts whose instances a caller may report as at work, or with readings of their GPUs, by the caller's name:
     * {@code collector.ingest.accounts.lab=123456789012}.
     */
    Map<String, List<String>> accounts();
}
