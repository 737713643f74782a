package dev.gleaner.collector.source.gpu.smi;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request body, compressed or not. UTF-16, which PowerShell writes with {@code >}, and gzip without
 * Content-Encoding are recognised by their first bytes.
 */
final class GpuRequestBodyReader {

    private static final int MARK = 2;

    private GpuRequestBodyReader() {}

    /** The body, uncompressed and in UTF-8; the limit applies to the uncompressed bytes. */
    static byte[] read(InputStream body, @Nullable String encoding, int limit) throws IOException, TooLarge {
        try (InputStream input = unpacked(body, encoding)) {
            byte[] bytes = input.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new TooLarge();
            }
            return isUtf16(bytes) ? utf8(bytes) : bytes;
        }
    }

    private static InputStream unpacked(InputStream body, @Nullable String encoding) throws IOException {
        if (encoding == null || encoding.equalsIgnoreCase("identity")) {
            PushbackInputStream input = new PushbackInputStream(body, MARK);
            byte[] mark = input.readNBytes(MARK);
            input.unread(mark);
            return startsWith(mark, 0x1f, 0x8b) ? new GZIPInputStream(input) : input;
        }
        if (encoding.equalsIgnoreCase("gzip")) {
            return new GZIPInputStream(body);
        }
        throw new IOException("unknown Content-Encoding");
    }

    private static boolean isUtf16(byte[] bytes) {
        return startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff);
    }

    private static byte[] utf8(byte[] utf16) {
        return new String(utf16, StandardCharsets.UTF_16).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length >= MARK && bytes[0] == (byte) first && bytes[1] == (byte) second;
    }

    /** The body exceeds the limit. */
    static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1;
    }
}
