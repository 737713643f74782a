package dev.gleaner.local.estate.output;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** A file that AWS delivers to a bucket. */
public final class BucketFile {

    private final String key;
    private final byte[] bytes;

    BucketFile(String key, byte[] bytes) {
        this.key = key;
        this.bytes = bytes.clone();
    }

    /** A file with this content. */
    public static BucketFile of(String key, byte[] bytes) {
        return new BucketFile(key, bytes);
    }

    /** A text, compressed by gzip. */
    public static BucketFile compressed(String key, String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BucketFile(key, bytes.toByteArray());
    }

    /** The key in the bucket. */
    public String key() {
        return key;
    }

    /** The content. */
    public byte[] bytes() {
        return bytes.clone();
    }
}
