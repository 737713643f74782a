package dev.gleaner.contracts.topic;

import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.finding.Finding;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers of CloudEvents 1.0 in Kafka's binary mode; the record's value is the data. */
public final class CloudEventHeaders {

    private CloudEventHeaders() {}

    /** Headers of a finding; the event's id is the finding's id and version, and its revision unless that is 0. */
    public static Headers of(Finding finding) {
        String revision = finding.revision() == 0 ? "" : "." + finding.revision();
        String id = finding.id() + "." + finding.version() + revision;
        return headers(Finding.TYPE, "/gleaner/analyzer", id, finding.updatedAt());
    }

    /** Headers of an audit entry; the event's id is its sequence number. */
    public static Headers of(AuditEntry entry) {
        return headers(AuditEntry.TYPE, "/gleaner/actuator", Long.toString(entry.sequence()), entry.at());
    }

    private static Headers headers(String type, String source, String id, Instant time) {
        return new RecordHeaders()
                .add("ce_specversion", utf8("1.0"))
                .add("ce_type", utf8(type))
                .add("ce_source", utf8(source))
                .add("ce_id", utf8(id))
                .add("ce_time", utf8(time.toString()))
                .add("content-type", utf8("application/json"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
