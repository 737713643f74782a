package dev.gleaner.collector.source.gpu.smi;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, plain or packed. What PowerShell writes with {@code >}, UTF-16, and what was packed without saying so
 * is known by its first bytes.
 */
final class GpuRequestBodyReader {

    private static final int MARK = 2;

    private GpuRequestBodyReader() {}

    /** All of it, unpacked and in UTF-8; the limit is that of the unpacked bytes. */
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

    /** There is more than the limit. */
    static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1;
    }
}
