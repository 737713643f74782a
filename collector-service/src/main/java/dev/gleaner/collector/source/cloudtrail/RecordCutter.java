package dev.gleaner.collector.source.cloudtrail;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of JSON into its records without parsing them, so that a bad record costs itself and no other, and
 * no file has to fit into memory. Takes {@code {"Records":[...]}}, a list, one record, and records one after another.
 */
final class RecordCutter {

    private static final int BUFFER = 64 * 1024;

    private final InputStream input;
    private final int limit;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int end;
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
            } else {
                Piece piece = piece();
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
                        : new Piece.Whole(next++, capture.bytes());
        };
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

    private boolean fill() throws IOException {
        if (damage != null) {
            return false;
        }
        position = 0;
        end = 0;
        try {
            end = Math.max(0, input.read(buffer, 0, buffer.length));
        } catch (EOFException e) {
            damage = "the gzip stream ends too early";
        } catch (ZipException e) {
            damage = "the gzip stream is broken: " + e.getMessage();
        }
        return end > 0;
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
