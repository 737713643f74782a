package dev.gleaner.benchmarks.topology;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.contracts.topic.TopicProvisioner;
import dev.gleaner.local.runtime.process.FolderDeletion;
import dev.gleaner.systemtests.environment.KafkaBrokerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * A broker as a child process with the topics of the analyzer, and the folder of a benchmark. Both are removed when it is
 * closed.
 */
final class AnalyzerBroker implements AutoCloseable {

    private final Path folder;
    private final KafkaBrokerProcess process;
    private final Admin admin;

    private AnalyzerBroker(Path folder, KafkaBrokerProcess process) {
        this.folder = folder;
        this.process = process;
        this.admin = Admin.create(Map.of("bootstrap.servers", process.bootstrapServers()));
    }

    /** Starts a broker in a new folder below {@code benchmarks/target}. */
    static AnalyzerBroker start(String benchmark) throws IOException {
        Path folder = Files.createTempDirectory(Path.of("benchmarks/target"), benchmark)
                .toAbsolutePath();
        AnalyzerBroker broker;
        try {
            broker = new AnalyzerBroker(folder, new KafkaBrokerProcess(folder.resolve("broker")));
        } catch (IOException | RuntimeException e) {
            FolderDeletion.delete(folder);
            throw e;
        }
        try {
            new TopicProvisioner(Map.of(), (short) 1, true).ensure(broker.admin, ServiceTopicAccess.ANALYZER.topics());
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    /** The folder of the benchmark, for logs and state. */
    Path folder() {
        return folder;
    }

    String bootstrapServers() {
        return process.bootstrapServers();
    }

    Admin admin() {
        return admin;
    }

    /** Creates a topic with as many partitions as that of signals, whose records keep the time of their producer. */
    void createTopic(String name) {
        get(admin.createTopics(List.of(new NewTopic(name, Topic.SIGNALS.partitions(), (short) 1)
                        .configs(Map.of("retention.ms", "-1", "compression.type", "zstd"))))
                .all());
    }

    /** The ends of the partitions of a topic. */
    Map<TopicPartition, Long> ends(String topic) {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        for (int partition = 0; partition < Topic.SIGNALS.partitions(); partition++) {
            partitions.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        Map<TopicPartition, ListOffsetsResultInfo> found =
                get(admin.listOffsets(partitions).all());
        found.forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        admin.close();
        process.close();
        FolderDeletion.delete(folder);
    }
}
