package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.publish.Found;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of JSON into its records, so that a bad record costs itself and no other, and no file has to fit into
 * memory. Takes {@code {"Records":[...]}}, {@code {"Events":[...]}}, a list, one record, and records one after another. A piece may be looked into
 * until the next one is asked for.
 */
final class RecordCutter {

    /** Many files are small; for those that are not the buffer grows to twice its size, and again. */
    private static final int SMALLEST_BUFFER = 16 * 1024;

    private static final int LARGEST_BUFFER = 256 * 1024;

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

    /** A cutter of this input; records of more than {@code limit} bytes are skipped, and told. */
    RecordCutter(InputStream input, int limit) {
        this.input = input;
        this.limit = limit;
    }

    /** The next record, or what is wrong at this place; null at the end. */
    @Nullable
    Piece next() throws IOException {
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
                // It belongs to no value, so that a value that began here would never end.
                return stop(rest(), "a brace closes its list of records");
            } else {
                Piece piece = place == Place.TOP || c != '{' ? piece() : record();
                if (piece != null) {
                    return piece;
                }
            }
        }
        return null;
    }

    private @Nullable Piece atEnd() {
        boolean inside = place != Place.TOP;
        place = Place.END;
        return damage == null && !inside
                ? null
                : new Piece.Unreadable(next++, new Capture(limit).found(), orDamage("ends inside its list of records"));
    }

    private Piece stop(Capture capture, String reason) {
        place = Place.END;
        return new Piece.Unreadable(next++, capture.found(), orDamage(reason));
    }

    private String orDamage(String reason) {
        return damage == null ? reason : damage;
    }

    private void leaveList() throws IOException {
        position++;
        // What follows the records in their object is nobody's business.
        if (place == Place.RECORDS) {
            scan(new Capture(0), new Nesting(1));
        }
        place = Place.TOP;
    }

    /** A record of a list: mostly it is JSON and whole in the buffer; where not, its brackets tell where it ends. */
    private @Nullable Piece record() throws IOException {
        Members found = Members.at(buffer, position, Field.NAMES);
        if (found == null && more()) {
            found = Members.at(buffer, position, Field.NAMES);
        }
        if (found == null || found.size() > limit) {
            return piece();
        }
        position = found.end();
        return new Piece.Whole(next++, found);
    }

    private @Nullable Piece piece() throws IOException {
        Capture capture = new Capture(limit);
        Scan scan = scan(capture, new Nesting(0));
        return switch (scan) {
            case LIST_OF_RECORDS -> {
                place = Place.RECORDS;
                yield null;
            }
            case CUT_OFF, FIELD_LIST -> stop(capture, "ends in the middle of a record");
            case WHOLE ->
                capture.isOver()
                        ? new Piece.Unreadable(
                                next++,
                                capture.found(),
                                "the record has " + capture.size() + " bytes, more than the limit of " + limit)
                        : whole(capture.bytes());
        };
    }

    private Piece whole(byte[] bytes) {
        Members members = Members.at(JsonBytes.padded(bytes), 0, Field.NAMES);
        return members == null
                ? new Piece.Unreadable(next++, Found.of(bytes), "not JSON")
                : new Piece.Whole(next++, members);
    }

    /** Reads one value into the capture, or what is left of one. */
    private Scan scan(Capture capture, Nesting nesting) throws IOException {
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
    private Scan scanBuffer(Nesting nesting) {
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

    private void takeBracket(Capture capture, Nesting nesting) {
        capture.add(buffer, position, position + 1);
        nesting.closesWith(buffer[position]);
        position++;
    }

    private Capture rest() throws IOException {
        Capture capture = new Capture(limit);
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

    /** Windows writes one, JSON has none. */
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

    /** Moves what is left to the front, and adds what follows; false, and all as it was, where nothing does. */
    private boolean more() throws IOException {
        int left = end - position;
        if (exhausted || left > size / 2) {
            return false;
        }
        size = Math.min(2 * size, LARGEST_BUFFER);
        byte[] target = buffer.length == size + JsonBytes.PADDING ? buffer : new byte[size + JsonBytes.PADDING];
        System.arraycopy(buffer, position, target, 0, left);
        buffer = target;
        position = 0;
        end = read(target, left);
        return end > left;
    }

    /** Fills the buffer from this place on; up to where, with zeros behind. */
    private int read(byte[] target, int from) throws IOException {
        int at = from;
        try {
            while (at < size && !exhausted) {
                int count = input.read(target, at, size - at);
                exhausted = count < 0;
                at += Math.max(0, count);
            }
        } catch (EOFException e) {
            stop("the gzip stream ends too early");
        } catch (ZipException e) {
            stop("the gzip stream is broken: " + e.getMessage());
        }
        Arrays.fill(target, at, at + JsonBytes.PADDING, (byte) 0);
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
}
