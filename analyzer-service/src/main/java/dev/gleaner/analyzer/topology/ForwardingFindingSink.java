package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.GpuActivity;
import dev.gleaner.contracts.topic.CloudEventHeaders;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Forwards findings and confirmations as JSON, with the id of the finding as the key, and the activity of GPUs, with the ARN of the
 * instance as the key.
 */
final class ForwardingFindingSink implements FindingSink {

    private final ProcessorContext<byte[], byte[]> context;
    private final String findings;
    private final String confirmations;
    private final Consumer<Finding> listener;

    /**
     * Forwards findings and confirmations to two nodes of the topology.
     *
     * @param listener receives each finding too
     */
    ForwardingFindingSink(
            ProcessorContext<byte[], byte[]> context,
            String findings,
            String confirmations,
            Consumer<Finding> listener) {
        this.context = context;
        this.findings = findings;
        this.confirmations = confirmations;
        this.listener = listener;
    }

    @Override
    public void publish(Finding finding) {
        Record<byte[], byte[]> record = new Record<>(
                key(finding.id()),
                Json.bytes(finding),
                finding.updatedAt().toEpochMilli(),
                CloudEventHeaders.of(finding));
        context.forward(record, findings);
        listener.accept(finding);
    }

    @Override
    public void confirm(String findingId, FindingConfirmation confirmation) {
        Record<byte[], byte[]> record = new Record<>(
                key(findingId), Json.bytes(confirmation), confirmation.through().toEpochMilli(), new RecordHeaders());
        context.forward(record, confirmations);
    }

    @Override
    public void publishActivity(String resource, @Nullable GpuActivity activity) {
        Record<byte[], byte[]> record = new Record<>(
                key(resource),
                activity == null ? null : Json.bytes(activity),
                activity == null
                        ? context.currentSystemTimeMs()
                        : activity.through().toEpochMilli(),
                new RecordHeaders());
        context.forward(record, AnalyzerTopology.GPU_ACTIVITY);
    }

    private static byte[] key(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
