package dev.gleaner.analyzer.topology;

import dev.gleaner.analyzer.finding.Telling;
import dev.gleaner.contracts.confirmation.Confirmation;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.json.Json;
import dev.gleaner.contracts.topic.CloudEvents;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Sends findings and confirmations on, as JSON under the finding's id. */
final class ForwardedFindings implements Telling {

    private final ProcessorContext<byte[], byte[]> context;

    ForwardedFindings(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
    }

    @Override
    public void finding(Finding finding) {
        Record<byte[], byte[]> record = new Record<>(
                key(finding.id()), Json.bytes(finding), finding.updatedAt().toEpochMilli(), CloudEvents.of(finding));
        context.forward(record, AnalyzerTopology.FINDINGS);
    }

    @Override
    public void confirmation(String findingId, Confirmation confirmation) {
        Record<byte[], byte[]> record = new Record<>(
                key(findingId), Json.bytes(confirmation), confirmation.through().toEpochMilli(), new RecordHeaders());
        context.forward(record, AnalyzerTopology.CONFIRMATIONS);
    }

    private static byte[] key(String findingId) {
        return findingId.getBytes(StandardCharsets.UTF_8);
    }
}
