package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.kafka.RecordPosition;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A consumed record of the findings topic.
 *
 * @param finding the finding; empty if the record can't be read
 * @param problem why it can't be read
 */
record ConsumedFinding(
        RecordPosition place, ConsumerRecord<byte[], byte[]> record, Optional<Finding> finding, String problem) {

    static ConsumedFinding of(ConsumerRecord<byte[], byte[]> record) {
        RecordPosition recordPosition = RecordPosition.of(record);
        byte[] bytes = RecordPosition.bytes(record);
        try {
            Finding finding = Json.read(bytes, Finding.class);
            Proposal.targetOf(finding.resource());
            return new ConsumedFinding(recordPosition, record, Optional.of(complete(finding)), "");
        } catch (RuntimeException e) {
            return new ConsumedFinding(recordPosition, record, Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    /** Returns the finding of a readable record. */
    Finding orThrow() {
        return finding.orElseThrow();
    }

    byte[] bytes() {
        return RecordPosition.bytes(record);
    }

    String document() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** Fields can be missing in JSON, which the types do not show. */
    private static Finding complete(Finding finding) {
        boolean complete = isThere(finding.id())
                && isThere(finding.rule())
                && isThere(finding.status())
                && isThere(finding.openedAt())
                && isThere(finding.saving())
                && isThere(finding.effort());
        if (!complete) {
            throw new IllegalArgumentException("a finding needs id, rule, status, openedAt, saving and effort");
        }
        return finding;
    }

    private static boolean isThere(@Nullable Object value) {
        return value != null;
    }
}
