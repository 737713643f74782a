package dev.gleaner.collector.source.cloudtrail;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.function.Consumer;

/**
 * Reads a trail file, packed or not, in any of the forms in which trails are kept, as one entry after another.
 * Takes no more memory than some records.
 */
final class TrailParser {

    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;

    private final int recordLimit;

    /** A parser that refuses records of more bytes than this. */
    TrailParser(int recordLimit) {
        this.recordLimit = recordLimit;
    }

    /**
     * Hands every entry to the reader, who may look into it until the next one comes; throws only when the input itself can't
     * be read.
     */
    void parse(InputStream input, Consumer<Entry> reader) throws IOException {
        Texts texts = new Texts();
        RecordCutter cutter = new RecordCutter(unpacked(input), recordLimit);
        for (Piece piece = cutter.next(); piece != null; piece = cutter.next()) {
            reader.accept(entry(piece, texts));
        }
    }

    private static Entry entry(Piece piece, Texts texts) {
        if (piece instanceof Piece.Whole whole) {
            return Envelope.read(whole.number(), whole.members(), texts);
        }
        Piece.Unreadable unreadable = (Piece.Unreadable) piece;
        return new Entry.Unreadable(unreadable.number(), unreadable.found(), unreadable.reason());
    }

    /** What a stream holds, whether it is packed or not. */
    static InputStream unpacked(InputStream input) throws IOException {
        byte[] head = input.readNBytes(2);
        PushbackInputStream whole = new PushbackInputStream(input, 2);
        whole.unread(head);
        boolean packed = head.length == 2 && (head[0] & 0xFF) == GZIP_MAGIC_1 && (head[1] & 0xFF) == GZIP_MAGIC_2;
        return packed ? new Unpacked(whole) : whole;
    }
}
