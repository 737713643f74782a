package dev.gleaner.analyzer.profile;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Rows of Protobuf's primitives: varints, and texts after their length. The first byte is the version of the row. */
public final class BinaryRow {

    private BinaryRow() {}

    /** A row with a version and content. */
    public static byte[] encode(int version, Encoder content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream row = CodedOutputStream.newInstance(bytes);
            row.writeRawByte((byte) version);
            content.write(row);
            row.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be written", e);
        }
        return bytes.toByteArray();
    }

    /** The content of a row; throws when it has another version. */
    public static <T> T decode(byte[] row, int version, Decoder<T> content) {
        try {
            CodedInputStream input = CodedInputStream.newInstance(row);
            int found = input.readRawByte();
            if (found != version) {
                throw RowBuffer.unknownFormat("a profile has", found);
            }
            return content.read(input);
        } catch (IOException e) {
            throw new UncheckedIOException("a row is not complete", e);
        }
    }

    /** Writes the content of a row. */
    public interface Encoder {
        void write(CodedOutputStream row) throws IOException;
    }

    /** Reads the content of a row. */
    public interface Decoder<T> {
        T read(CodedInputStream row) throws IOException;
    }
}
