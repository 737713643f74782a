package dev.gleaner.collector.source.cloudtrail.record;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Splits a JSON stream into records, so that a malformed record does not affect the others and a file need not fit into
 * memory. Accepts {@code {"Records":[...]}}, {@code {"Events":[...]}}, a list, a single record, and a sequence of
 * records. A slice is valid until the next one is requested.
 */
final class JsonRecordSplitter implements AutoCloseable {

    /** Many files are small; for larger ones the buffer is doubled as needed. */
    private static final int SMALLEST_BUFFER = 16 * 1024;

    private static final int LARGEST_BUFFER = 256 * 1024;

    /** Bytes before the content of a buffer, for the bracket of {@link RecordFieldLocator#element}. */
    private static final int HEADROOM = 1;

    private final RecordFieldLocator locator = new RecordFieldLocator();
    private final InputStream input;
    private final int limit;
    private byte[] buffer = new byte[0];
    private int size = SMALLEST_BUFFER / 2;
    private int position;
    private int end;
    private boolean exhausted;
    private boolean begun;
    private @Nullable String damage;

    private Place place = Place.TOP;
    private long next;

    /** A splitter of this input; records of more than {@code limit} bytes are reported as unreadable. */
    JsonRecordSplitter(InputStream input, int limit) {
        this.input = input;
        this.limit = limit;
    }

    @Override
    public void close() throws IOException {
        locator.close();
    }

    /** The next record or an unreadable slice; null at the end. */
    @Nullable
    RecordSlice next() throws IOException {
        while (place != Place.END) {
            int c = firstOfNext();
            if (c < 0) {
                return atEnd();
            } else if (place == Place.TOP && c == '[') {
                position++;
                place = Place.LIST;
            } else if (place == Place.TOP && c != '{') {
                return stop(rest(), "neither JSON nor gzip");
            } else if (place != Place.TOP && c == ']') {
                leaveList();
            } else if (place != Place.TOP && c == '}') {
                // The byte belongs to no value; a value that began here would never end.
                return stop(rest(), "a brace closes its list of records");
            } else {
                RecordSlice recordSlice = place == Place.TOP || c != '{' ? nextSlice() : record();
                if (recordSlice != null) {
                    return recordSlice;
                }
            }
        }
        return null;
    }

    private @Nullable RecordSlice atEnd() {
        boolean inside = place != Place.TOP;
        place = Place.END;
        return damage == null && !inside
                ? null
                : new RecordSlice.Unreadable(
                        next++, new BoundedCapture(limit).excerpt(), damageOr("ends inside its list of records"));
    }

    private RecordSlice stop(BoundedCapture capture, String reason) {
        place = Place.END;
        return new RecordSlice.Unreadable(next++, capture.excerpt(), damageOr(reason));
    }

    private String damageOr(String reason) {
        return damage == null ? reason : damage;
    }

    private void leaveList() throws IOException {
        position++;
        // The rest of the object after its records is ignored.
        if (place == Place.RECORDS) {
            scan(new BoundedCapture(0), new NestingTracker(1));
        }
        place = Place.TOP;
    }

    /**
     * A record of a list. Usually it is valid JSON and completely in the buffer; otherwise its end is found by counting
     * brackets.
     */
    private @Nullable RecordSlice record() throws IOException {
        JsonObjectView found = locator.element(buffer, position, end);
        if (found == null && more()) {
            found = locator.element(buffer, position, end);
        }
        if (found == null || found.size() > limit) {
            return nextSlice();
        }
        position = found.end();
        return new RecordSlice.Whole(next++, found);
    }

    private @Nullable RecordSlice nextSlice() throws IOException {
        locator.reset();
        BoundedCapture capture = new BoundedCapture(limit);
        Scan scan = scan(capture, new NestingTracker(0));
        return switch (scan) {
            case LIST_OF_RECORDS -> {
                place = Place.RECORDS;
                yield null;
            }
            case CUT_OFF, FIELD_LIST -> stop(capture, "ends in the middle of a record");
            case WHOLE ->
                capture.isOver()
                        ? new RecordSlice.Unreadable(
                                next++,
                                capture.excerpt(),
                                "the record has " + capture.size() + " bytes, more than the limit of " + limit)
                        : whole(capture.bytes());
        };
    }

    private RecordSlice whole(byte[] bytes) throws IOException {
        JsonObjectView jsonObjectView = locator.value(bytes, 0, bytes.length);
        return jsonObjectView == null
                ? new RecordSlice.Unreadable(next++, DeadLetterExcerpt.of(bytes), "not JSON")
                : new RecordSlice.Whole(next++, jsonObjectView);
    }

    /** Reads a value, or the rest of one, into the capture. */
    private Scan scan(BoundedCapture capture, NestingTracker nesting) throws IOException {
        while (position < end || fill()) {
            int from = position;
            Scan scan = scanBuffer(nesting);
            capture.add(buffer, from, position);
            if (scan == Scan.FIELD_LIST && capture.endsWithRecordsKey()) {
                position++;
                return Scan.LIST_OF_RECORDS;
            }
            if (scan == Scan.WHOLE) {
                return scan;
            }
            if (scan == Scan.FIELD_LIST) {
                takeBracket(capture, nesting);
            }
        }
        return Scan.CUT_OFF;
    }

    /** Moves the position to the end of the value, to a list in it, or to the end of the buffer. */
    private Scan scanBuffer(NestingTracker nesting) {
        while (position < end) {
            byte b = buffer[position];
            if (nesting.endsBefore(b)) {
                return Scan.WHOLE;
            }
            if (place == Place.TOP && nesting.opensFieldList(b)) {
                return Scan.FIELD_LIST;
            }
            position++;
            if (nesting.closesWith(b)) {
                return Scan.WHOLE;
            }
        }
        return Scan.CUT_OFF;
    }

    private void takeBracket(BoundedCapture capture, NestingTracker nesting) {
        capture.add(buffer, position, position + 1);
        nesting.closesWith(buffer[position]);
        position++;
    }

    private BoundedCapture rest() throws IOException {
        BoundedCapture capture = new BoundedCapture(limit);
        do {
            capture.add(buffer, position, end);
            position = end;
        } while (fill());
        return capture;
    }

    private int firstOfNext() throws IOException {
        if (!begun) {
            begun = true;
            skipByteOrderMark();
        }
        while (position < end || fill()) {
            byte b = buffer[position];
            boolean between = b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == ',';
            if (!between) {
                return b & 0xFF;
            }
            position++;
        }
        return -1;
    }

    /** Windows tools write a byte order mark, which JSON does not allow. */
    private void skipByteOrderMark() throws IOException {
        boolean marked = fill()
                && end - position >= 3
                && buffer[position] == (byte) 0xEF
                && buffer[position + 1] == (byte) 0xBB
                && buffer[position + 2] == (byte) 0xBF;
        position += marked ? 3 : 0;
    }

    private boolean fill() throws IOException {
        position = end;
        return more();
    }

    /** Moves the remaining bytes to the front and reads more; false, without any change, at the end of the input. */
    private boolean more() throws IOException {
        int left = end - position;
        if (exhausted || left > size / 2) {
            return false;
        }
        locator.reset();
        size = Math.min(2 * size, LARGEST_BUFFER);
        byte[] target = buffer.length == HEADROOM + size ? buffer : new byte[HEADROOM + size];
        System.arraycopy(buffer, position, target, HEADROOM, left);
        buffer = target;
        position = HEADROOM;
        end = read(target, HEADROOM + left);
        return end > HEADROOM + left;
    }

    /** Fills the buffer from this offset; returns the offset after the last byte. */
    private int read(byte[] target, int from) throws IOException {
        int at = from;
        try {
            while (at < target.length && !exhausted) {
                int count = input.read(target, at, target.length - at);
                exhausted = count < 0;
                at += Math.max(0, count);
            }
        } catch (EOFException e) {
            stop("the gzip stream ends too early");
        } catch (ZipException e) {
            stop("the gzip stream is broken: " + e.getMessage());
        }
        return at;
    }

    private void stop(String reason) {
        damage = reason;
        exhausted = true;
    }

    private enum Place {
        TOP,
        LIST,
        RECORDS,
        END
    }

    private enum Scan {
        WHOLE,
        FIELD_LIST,
        LIST_OF_RECORDS,
        CUT_OFF
    }

    /** Bytes of one record; beyond the limit only size, hash and head are kept. */
    static final class BoundedCapture {

        /** Trail files contain records; the output of {@code aws cloudtrail lookup-events} contains events. */
        private static final Pattern RECORDS_KEY = Pattern.compile("\\{?[\\s\\S]*\"(?:Records|Events)\"\\s*:\\s*");

        private static final int LONGEST_RECORDS_KEY = 64;

        private final int limit;
        private DeadLetterExcerpt.@Nullable Digest digest;
        private byte[] bytes = new byte[0];
        private int length;
        private long size;

        BoundedCapture(int limit) {
            this.limit = limit;
        }

        void add(byte[] source, int from, int to) {
            int count = to - from;
            if (size + count > limit) {
                spill(source, from, to);
            } else {
                keep(source, from, count);
            }
            size += count;
        }

        boolean isOver() {
            return size > limit;
        }

        long size() {
            return size;
        }

        byte[] bytes() {
            return Arrays.copyOf(bytes, length);
        }

        /** Whether the captured bytes end with {@code "Records":} or {@code "Events":}. */
        boolean endsWithRecordsKey() {
            int from = Math.max(0, length - LONGEST_RECORDS_KEY);
            String tail = new String(bytes, from, length - from, StandardCharsets.ISO_8859_1);
            return !isOver() && RECORDS_KEY.matcher(tail).matches();
        }

        /** Excerpt for a dead letter. */
        DeadLetterExcerpt excerpt() {
            return digest == null ? DeadLetterExcerpt.of(bytes()) : digest.excerpt();
        }

        private void keep(byte[] source, int from, int count) {
            if (length + count > bytes.length) {
                bytes = Arrays.copyOf(
                        bytes, Math.max(length + count, Math.min(limit, Math.max(4096, 2 * bytes.length))));
            }
            System.arraycopy(source, from, bytes, length, count);
            length += count;
        }

        private void spill(byte[] source, int from, int to) {
            if (digest == null) {
                digest = new DeadLetterExcerpt.Digest();
                digest.add(bytes, 0, length);
                bytes = new byte[0];
                length = 0;
            }
            digest.add(source, from, to);
        }
    }

    /** Tracks brackets and strings of JSON byte by byte. */
    static final class NestingTracker {

        private int depth;
        private boolean inText;
        private boolean escaped;

        NestingTracker(int depth) {
            this.depth = depth;
        }

        /** Whether this byte ends a bare literal in a list and no longer belongs to the value. */
        boolean endsBefore(byte b) {
            return depth == 0 && !inText && (b == ',' || b == ']' || b == '}');
        }

        /** Whether this byte opens a list that is a field of the outermost object. */
        boolean opensFieldList(byte b) {
            return b == '[' && depth == 1 && !inText;
        }

        /** Consumes a byte; true if it closed the outermost bracket. */
        boolean closesWith(byte b) {
            if (inText) {
                takeText(b);
                return false;
            }
            switch (b) {
                case '"' -> inText = true;
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {
                    return false;
                }
            }
            return depth == 0 && !inText;
        }

        private void takeText(byte b) {
            if (escaped) {
                escaped = false;
            } else if (b == '\\') {
                escaped = true;
            } else if (b == '"') {
                inText = false;
            }
        }
    }

    /** The bytes at the position of one record, numbered from 0. */
    sealed interface RecordSlice {

        long number();

        /** A complete JSON value. */
        record Whole(long number, JsonObjectView members) implements RecordSlice {}

        /** Bytes that are no record. */
        record Unreadable(long number, DeadLetterExcerpt found, String reason) implements RecordSlice {}
    }
}
