package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.publish.Found;
import java.nio.charset.StandardCharsets;

/**
 * Tells what one JSON value of a trail file is: a record, a record inside an EventBridge event, or none of ours. Whoever may
 * call PutEvents chooses the detail of an event, its type too, but neither a source of AWS nor another account than the own.
 */
final class Envelope {

    /** No record of a trail, whatever else it is. */
    static final String NOT_CLOUDTRAIL = "not-cloudtrail";

    private static final String KNOWN_MAJOR = "1.";
    private static final String AWS = "aws.";
    private static final String SERVICE = ".amazonaws.com";
    private static final String INSIGHT = "AwsCloudTrailInsight";

    private Envelope() {}

    static Entry read(long number, Members value, Texts texts) {
        String version = value.text(Field.VERSION, texts);
        if (version.isEmpty() && value.isObject(Field.WRAPPED)) {
            Members record = value.object(Field.WRAPPED, Field.NAMES);
            if (!value.text(Field.SENDER, texts).startsWith(AWS)) {
                return new Entry.Skipped(number, "not from aws");
            }
            if (!isOfItsAccount(record, value.text(Field.SENDER_ACCOUNT, texts), texts)) {
                return new Entry.Skipped(number, "of another account");
            }
            return entry(number, record, record.text(Field.VERSION, texts), texts);
        }
        String event = version.isEmpty() ? value.text(Field.LOOKED_UP) : "";
        return event.isEmpty() ? entry(number, value, version, texts) : lookedUp(number, value, event, texts);
    }

    private static Entry lookedUp(long number, Members row, String event, Texts texts) {
        Members record = Members.at(JsonBytes.padded(event.getBytes(StandardCharsets.UTF_8)), 0, Field.NAMES);
        return record == null
                ? new Entry.Unreadable(number, Found.of(row.copy()), "its CloudTrailEvent is not JSON")
                : entry(number, record, record.text(Field.VERSION, texts), texts);
    }

    /** Older records do not name the account. */
    private static boolean isOfItsAccount(Members record, String account, Texts texts) {
        String recipient = record.text(Field.ACCOUNT, texts);
        return recipient.isEmpty() || recipient.equals(account);
    }

    private static Entry entry(long number, Members value, String version, Texts texts) {
        if (!value.text(Field.DIGEST).isEmpty()) {
            return new Entry.Skipped(number, "digest");
        }
        if (value.isObject(Field.INSIGHT) || value.text(Field.EVENT_TYPE, texts).equals(INSIGHT)) {
            return new Entry.Skipped(number, "insight");
        }
        TrailRecord record = new TrailRecord(number, value, texts);
        if (record.name().isEmpty() || (version.isEmpty() && !record.source().endsWith(SERVICE))) {
            return new Entry.Skipped(number, NOT_CLOUDTRAIL);
        }
        // Who exports records may leave the version out: their fields tell what they are.
        return version.isEmpty() || version.startsWith(KNOWN_MAJOR)
                ? record
                : new Entry.Unreadable(number, Found.of(value.copy()), "unknown eventVersion " + version);
    }
}
