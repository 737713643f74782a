package dev.gleaner.collector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Bytes of test resources, and what becomes of them on the way. */
public final class Bytes {

    private Bytes() {}

    /** A file of {@code src/test/resources}. */
    public static byte[] ofResource(String path) {
        try (InputStream input = Bytes.class.getResourceAsStream("/" + path)) {
            if (input == null) {
                throw new IllegalArgumentException("no test resource " + path);
            }
            return input.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Packed by gzip. */
    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(target)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target.toByteArray();
    }
}
