package dev.gleaner.contracts.topic;

import dev.gleaner.contracts.resource.Arn;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Sends all records of one root (bucket, instance) to one partition, so that one processor receives all of them. */
public final class RootPartitioner implements Partitioner {

    /** The partition of a resource, by its root; a key that is not an ARN is its own root. */
    public static int partition(String resource, int partitions) {
        byte[] root = root(resource).getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(root)) % partitions;
    }

    @Override
    public int partition(
            String topic,
            @Nullable Object key,
            byte @Nullable [] keyBytes,
            @Nullable Object value,
            byte @Nullable [] valueBytes,
            Cluster cluster) {
        if (keyBytes == null) {
            throw new IllegalArgumentException("a record without key needs an explicit partition");
        }
        return partition(new String(keyBytes, StandardCharsets.UTF_8), cluster.partitionCountForTopic(topic));
    }

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configuration) {}

    private static String root(String resource) {
        try {
            return Arn.parse(resource).root().toString();
        } catch (IllegalArgumentException e) {
            return resource;
        }
    }
}
