package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.publish.Found;

/**
 * Tells what one JSON value of a trail file is: a record, a record inside an EventBridge event, or none of ours. Whoever may
 * call PutEvents chooses the detail of an event, its type too, but neither a source of AWS nor another account than the own.
 */
final class Envelope {

    private static final String KNOWN_MAJOR = "1.";
    private static final String AWS = "aws.";
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
        return entry(number, value, version, texts);
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
        if (version.isEmpty() || record.name().isEmpty()) {
            return new Entry.Skipped(number, "not-cloudtrail");
        }
        return version.startsWith(KNOWN_MAJOR)
                ? record
                : new Entry.Unreadable(number, Found.of(value.copy()), "unknown eventVersion " + version);
    }
}
