package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.publish.Found;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Bytes of one record as they come; beyond the limit only their number, their hash and their head are kept. */
final class Capture {

    /** A trail's files have records, what the CLI prints of the event history has events. */
    private static final Pattern RECORDS_KEY = Pattern.compile("\\{?[\\s\\S]*\"(?:Records|Events)\"\\s*:\\s*");

    private static final int LONGEST_RECORDS_KEY = 64;

    private final int limit;
    private Found.@Nullable Digest digest;
    private byte[] bytes = new byte[0];
    private int length;
    private long size;

    Capture(int limit) {
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

    /** Whether what was captured ends with {@code "Records":} or {@code "Events":}. */
    boolean endsWithRecordsKey() {
        int from = Math.max(0, length - LONGEST_RECORDS_KEY);
        String tail = new String(bytes, from, length - from, StandardCharsets.ISO_8859_1);
        return !isOver() && RECORDS_KEY.matcher(tail).matches();
    }

    /** What a dead letter says about these bytes. */
    Found found() {
        return digest == null ? Found.of(bytes()) : digest.found();
    }

    private void keep(byte[] source, int from, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, Math.min(limit, Math.max(4096, 2 * bytes.length))));
        }
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    private void spill(byte[] source, int from, int to) {
        if (digest == null) {
            digest = new Found.Digest();
            digest.add(bytes, 0, length);
            bytes = new byte[0];
            length = 0;
        }
        digest.add(source, from, to);
    }
}
