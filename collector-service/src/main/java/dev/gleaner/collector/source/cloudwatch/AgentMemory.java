package dev.gleaner.collector.source.cloudwatch;

import java.util.List;

/**
 * Used memory of instances, as the CloudWatch agent publishes it. Source: Amazon CloudWatch User Guide, "Metrics collected by the
 * CloudWatch agent".
 */
public final class AgentMemory {

    /** Of all metrics of the agent, unless it is configured otherwise. */
    public static final String NAMESPACE = "CWAgent";

    /** The dimension with the id of the instance; the agent adds others as it is configured. */
    public static final String INSTANCE = "InstanceId";

    /** On Linux the share that processes use; on Windows what they committed, as a share of memory and page file together. */
    public static final List<String> METRICS = List.of("mem_used_percent", "Memory % Committed Bytes In Use");

    private AgentMemory() {}
}
