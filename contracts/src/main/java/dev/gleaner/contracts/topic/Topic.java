package dev.gleaner.contracts.topic;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** The topics that Gleaner's services meet in, with the form in which they are created. */
public enum Topic {
    SIGNALS("gleaner.signals", 32, Cleanup.retained(Duration.ofDays(35))),
    INVENTORY("gleaner.inventory", 1, Cleanup.COMPACTED),
    PRICES("gleaner.prices", 1, Cleanup.COMPACTED),
    EXEMPTIONS("gleaner.exemptions", 1, Cleanup.COMPACTED),
    SPEND("gleaner.spend", 1, Cleanup.COMPACTED),
    FINDINGS("gleaner.findings", 6, Cleanup.FOREVER),
    CONFIRMATIONS("gleaner.confirmations", 1, Cleanup.COMPACTED),
    AUDIT("gleaner.audit", 1, Cleanup.FOREVER),
    ECHOES("gleaner.echoes", 1, Cleanup.retained(Duration.ofDays(35))),
    CHECKPOINTS("gleaner.checkpoints", 1, Cleanup.COMPACTED),
    DEAD_LETTERS("gleaner.dead-letters", 1, Cleanup.retained(Duration.ofDays(14)));

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

    /** Partitions unless configured otherwise. */
    public int partitions() {
        return partitions;
    }

    /**
     * How to create it. Time is the broker's ({@code LogAppendTime}): event time is in the payload, and an old recording
     * must not be deleted on arrival.
     */
    public NewTopic creation(int partitionCount, short replication) {
        return new NewTopic(topicName, partitionCount, replication)
                .configs(Map.of(
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
    }

    private record Cleanup(String policy, long retentionMillis) {
        static final Cleanup COMPACTED = new Cleanup(TopicConfig.CLEANUP_POLICY_COMPACT, -1);
        static final Cleanup FOREVER = new Cleanup(TopicConfig.CLEANUP_POLICY_DELETE, -1);

        static Cleanup retained(Duration age) {
            return new Cleanup(TopicConfig.CLEANUP_POLICY_DELETE, age.toMillis());
        }
    }
}
