package dev.gleaner.collector.source.cloudtrail.record;

import dev.gleaner.collector.files.BlockInputStream;
import dev.gleaner.collector.files.GzipFileInflater;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trail file, compressed or not and in any of the usual forms, entry by entry. Memory is bounded by a few
 * records.
 */
public final class TrailParser {

    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;

    private final int recordLimit;

    /** A parser that rejects records of more bytes than this. */
    public TrailParser(int recordLimit) {
        this.recordLimit = recordLimit;
    }

    /**
     * Passes every entry to the consumer; an entry is valid until the next one. Throws only if the input itself can't
     * be read.
     */
    public void parse(InputStream input, Consumer<Entry> reader) throws IOException {
        StringInterner stringInterner = new StringInterner();
        try (JsonRecordSplitter splitter = new JsonRecordSplitter(decompress(input), recordLimit)) {
            for (JsonRecordSplitter.RecordSlice slice = splitter.next(); slice != null; slice = splitter.next()) {
                reader.accept(entry(slice, stringInterner));
            }
        }
    }

    private static Entry entry(JsonRecordSplitter.RecordSlice recordSlice, StringInterner stringInterner)
            throws IOException {
        if (recordSlice instanceof JsonRecordSplitter.RecordSlice.Whole whole) {
            return EntryClassifier.classify(whole.number(), whole.members(), stringInterner);
        }
        JsonRecordSplitter.RecordSlice.Unreadable unreadable = (JsonRecordSplitter.RecordSlice.Unreadable) recordSlice;
        return new Entry.Unreadable(unreadable.number(), unreadable.found(), unreadable.reason());
    }

    /** The content of a stream, compressed or not. */
    public static InputStream decompress(InputStream input) throws IOException {
        byte[] head = input.readNBytes(2);
        PushbackInputStream whole = new PushbackInputStream(input, 2);
        whole.unread(head);
        boolean packed = head.length == 2 && (head[0] & 0xFF) == GZIP_MAGIC_1 && (head[1] & 0xFF) == GZIP_MAGIC_2;
        return packed ? new LazyGzipInputStream(whole) : whole;
    }

    /** An entry of a trail file. */
    public sealed interface Entry permits CloudTrailRecord, Entry.Skipped, Entry.Unreadable {

        /** Position in the file, from 0. */
        long number();

        /** Valid JSON that is not used. */
        record Skipped(long number, String reason) implements Entry {}

        /** Unreadable bytes. */
        record Unreadable(long number, DeadLetterExcerpt found, String reason) implements Entry {}
    }

    /**
     * Classifies a JSON value of a trail file: a record, a record in an event of EventBridge, or something else.
     * Callers of PutEvents choose the detail of an event and its type, but they can neither use a source of AWS nor
     * another account.
     */
    public static final class EntryClassifier {

        /** Not a CloudTrail record. */
        public static final String NOT_CLOUDTRAIL = "not-cloudtrail";

        private static final String KNOWN_MAJOR = "1.";
        private static final String AWS = "aws.";
        private static final String SERVICE = ".amazonaws.com";
        private static final String INSIGHT = "AwsCloudTrailInsight";

        private EntryClassifier() {}

        static Entry classify(long number, JsonObjectView value, StringInterner stringInterner) throws IOException {
            String version = value.text(RecordField.VERSION, stringInterner);
            JsonObjectView record = version.isEmpty() ? value.wrapped() : null;
            if (record != null) {
                if (!value.text(RecordField.SENDER, stringInterner).startsWith(AWS)) {
                    return new Entry.Skipped(number, "not from aws");
                }
                if (!isOfItsAccount(record, value.text(RecordField.SENDER_ACCOUNT, stringInterner), stringInterner)) {
                    return new Entry.Skipped(number, "of another account");
                }
                return entry(number, record, record.text(RecordField.VERSION, stringInterner), stringInterner);
            }
            String event = version.isEmpty() ? value.text(RecordField.LOOKED_UP) : "";
            return event.isEmpty()
                    ? entry(number, value, version, stringInterner)
                    : eventHistoryEntry(number, value, event, stringInterner);
        }

        private static Entry eventHistoryEntry(
                long number, JsonObjectView row, String event, StringInterner stringInterner) throws IOException {
            JsonObjectView record = row.recordIn(event);
            return record == null
                    ? new Entry.Unreadable(number, DeadLetterExcerpt.of(row.copy()), "its CloudTrailEvent is not JSON")
                    : entry(number, record, record.text(RecordField.VERSION, stringInterner), stringInterner);
        }

        /** Older records do not name the account. */
        private static boolean isOfItsAccount(JsonObjectView record, String account, StringInterner stringInterner) {
            String recipient = record.text(RecordField.ACCOUNT, stringInterner);
            return recipient.isEmpty() || recipient.equals(account);
        }

        private static Entry entry(long number, JsonObjectView value, String version, StringInterner stringInterner) {
            if (!value.text(RecordField.DIGEST).isEmpty()) {
                return new Entry.Skipped(number, "digest");
            }
            if (value.isObject(RecordField.INSIGHT)
                    || value.text(RecordField.EVENT_TYPE, stringInterner).equals(INSIGHT)) {
                return new Entry.Skipped(number, "insight");
            }
            CloudTrailRecord record = new CloudTrailRecord(number, value, stringInterner);
            if (record.name().isEmpty()
                    || (version.isEmpty() && !record.source().endsWith(SERVICE))) {
                return new Entry.Skipped(number, NOT_CLOUDTRAIL);
            }
            // Exported records may have no version; they are recognised by their fields.
            return version.isEmpty() || version.startsWith(KNOWN_MAJOR)
                    ? record
                    : new Entry.Unreadable(
                            number, DeadLetterExcerpt.of(value.copy()), "unknown eventVersion " + version);
        }
    }

    /** A gzip stream that is opened at its first read, so that a corrupt header fails like corrupt content. */
    static final class LazyGzipInputStream extends BlockInputStream {

        private final InputStream packed;
        private @Nullable InputStream open;

        LazyGzipInputStream(InputStream packed) {
            this.packed = packed;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (open == null) {
                open = GzipFileInflater.open(packed);
            }
            return open.read(target, offset, length);
        }

        @Override
        public void close() throws IOException {
            packed.close();
        }
    }
}
