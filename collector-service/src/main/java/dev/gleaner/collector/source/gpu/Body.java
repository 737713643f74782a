package dev.gleaner.collector.source.gpu;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The body of a request, plain or packed. */
final class Body {

    private Body() {}

    /** All of it, unpacked. */
    static byte[] read(InputStream body, @Nullable String encoding, int limit) throws IOException, TooLarge {
        try (InputStream input = unpacked(body, encoding)) {
            byte[] bytes = input.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new TooLarge();
            }
            return bytes;
        }
    }

    private static InputStream unpacked(InputStream body, @Nullable String encoding) throws IOException {
        if (encoding == null || encoding.equalsIgnoreCase("identity")) {
            return body;
        }
        if (encoding.equalsIgnoreCase("gzip")) {
            return new GZIPInputStream(body);
        }
        throw new IOException("unknown Content-Encoding");
    }

    /** There is more than the limit. */
    static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1;
    }
}
