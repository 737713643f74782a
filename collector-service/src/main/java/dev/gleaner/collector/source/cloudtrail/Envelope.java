package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.publish.Found;
import java.io.IOException;
import java.util.Arrays;

/** Tells what one JSON value of a trail file is: a record, a record inside an EventBridge event, or none of ours. */
final class Envelope {

    private static final String KNOWN_MAJOR = "1.";

    private Envelope() {}

    static Entry read(long number, byte[] bytes) throws IOException {
        RecordFields fields = RecordFields.of(bytes);
        if (fields.version.isEmpty() && !fields.wrapped.equals(Slice.NONE)) {
            byte[] detail = Arrays.copyOfRange(bytes, fields.wrapped.from(), fields.wrapped.to());
            return entry(number, detail, RecordFields.of(detail));
        }
        return entry(number, bytes, fields);
    }

    private static Entry entry(long number, byte[] bytes, RecordFields fields) {
        if (!fields.digest.isEmpty()) {
            return new Entry.Skipped(number, "digest");
        }
        if (!fields.insight.equals(Slice.NONE) || fields.eventType.equals("AwsCloudTrailInsight")) {
            return new Entry.Skipped(number, "insight");
        }
        if (fields.version.isEmpty() || fields.name.isEmpty()) {
            return new Entry.Skipped(number, "not-cloudtrail");
        }
        if (!fields.version.startsWith(KNOWN_MAJOR)) {
            return new Entry.Unreadable(number, Found.of(bytes), "unknown eventVersion " + fields.version);
        }
        return record(number, bytes, fields);
    }

    private static TrailRecord record(long number, byte[] bytes, RecordFields fields) {
        return new TrailRecord(
                number,
                fields.version,
                fields.time,
                fields.source,
                fields.name,
                fields.region,
                fields.eventId,
                fields.account,
                fields.errorCode,
                fields.requestId,
                fields.readOnly,
                fields.marked,
                fields.address,
                fields.endpoint,
                fields.sharedEventId,
                bytes,
                fields.identity,
                fields.request,
                fields.response,
                fields.details,
                fields.additional);
    }
}
