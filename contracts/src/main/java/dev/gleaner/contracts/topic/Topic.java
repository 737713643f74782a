package dev.gleaner.contracts.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** The topics through which the services communicate, with the configuration with which they are created. */
public enum Topic {
    SIGNALS("gleaner.signals", 32, Cleanup.retained(Duration.ofDays(35))),
    INVENTORY("gleaner.inventory", 1, Cleanup.COMPACTED),
    PRICES("gleaner.prices", 1, Cleanup.COMPACTED),
    EXEMPTIONS("gleaner.exemptions", 1, Cleanup.COMPACTED),
    SPEND("gleaner.spend", 1, Cleanup.COMPACTED),
    /** What each partition of the signals contributes to {@link #SPEND}; read and written by the analyzer. */
    SPEND_PARTS("gleaner.spend-parts", 1, Cleanup.COMPACTED),
    FINDINGS("gleaner.findings", 6, Cleanup.FOREVER),
    CONFIRMATIONS("gleaner.confirmations", 1, Cleanup.COMPACTED),
    GPU_ACTIVITY("gleaner.gpu-activity", 1, Cleanup.COMPACTED),
    AUDIT("gleaner.audit", 1, Cleanup.FOREVER),
    ECHOES("gleaner.echoes", 1, Cleanup.retained(Duration.ofDays(35))),
    /** Reports hold for a week at most. */
    WORK_REPORTS("gleaner.work-reports", 1, Cleanup.retained(Duration.ofDays(8))),
    /** How each process of a service is; one record for each. */
    SERVICE_STATUS("gleaner.service-status", 1, Cleanup.COMPACTED),
    CHECKPOINTS("gleaner.checkpoints", 1, Cleanup.COMPACTED),
    DEAD_LETTERS("gleaner.dead-letters", 1, Cleanup.retained(Duration.ofDays(14)));

    private static final int LARGEST_AUDIT_RECORD = 9 * 1024 * 1024;

    private final String topicName;
    private final int partitions;
    private final Cleanup cleanup;

    Topic(String topicName, int partitions, Cleanup cleanup) {
        this.topicName = topicName;
        this.partitions = partitions;
        this.cleanup = cleanup;
    }

    /** Name on the broker. */
    public String topicName() {
        return topicName;
    }

    /**
     * Size of the largest record in bytes; empty when the limit of the broker suffices. An intent in the audit contains the
     * state before the change, for example a lifecycle document with a thousand rules.
     */
    public Optional<Integer> largestRecord() {
        return this == AUDIT ? Optional.of(LARGEST_AUDIT_RECORD) : Optional.empty();
    }

    /** Partitions unless configured otherwise. */
    public int partitions() {
        return partitions;
    }

    /**
     * The request to create it. Records have the time of the broker ({@code LogAppendTime}): event time is in the payload, and
     * retention must not delete an old recording on arrival.
     */
    public NewTopic creation(int partitionCount, short replication) {
        Map<String, String> config = new HashMap<>(Map.of(
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime",
                TopicConfig.CLEANUP_POLICY_CONFIG,
                cleanup.policy,
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(cleanup.retentionMillis),
                TopicConfig.RETENTION_BYTES_CONFIG,
                "-1",
                TopicConfig.COMPRESSION_TYPE_CONFIG,
                this == SIGNALS ? "zstd" : "producer"));
        largestRecord().ifPresent(bytes -> config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes)));
        return new NewTopic(topicName, partitionCount, replication).configs(config);
    }

    private record Cleanup(String policy, long retentionMillis) {
        static final Cleanup COMPACTED = new Cleanup(TopicConfig.CLEANUP_POLICY_COMPACT, -1);
        static final Cleanup FOREVER = new Cleanup(TopicConfig.CLEANUP_POLICY_DELETE, -1);

        static Cleanup retained(Duration age) {
            return new Cleanup(TopicConfig.CLEANUP_POLICY_DELETE, age.toMillis());
        }
    }
}
