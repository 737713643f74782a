package dev.gleaner.gpu.buffer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of consecutive records; its name is the number of the first one. */
final class SegmentFile {

    private static final Pattern NAME = Pattern.compile("(\\d{19})\\.minutes");

    private final Path file;
    private final long first;
    private long count;
    private long length;

    /** Position of the reader: the number of a record, and the offset of its frame. */
    private long number;

    private long offset;

    private SegmentFile(Path file, long first) {
        this.file = file;
        this.first = first;
        this.number = first;
    }

    /** A segment without records. */
    static SegmentFile empty(Path folder, long first) {
        return new SegmentFile(folder.resolve(String.format("%019d.minutes", first)), first);
    }

    static boolean isOne(Path file) {
        return matcher(file).matches();
    }

    /** Reads a file up to the first incomplete or damaged record. */
    static SegmentFile read(Path file) throws IOException {
        Matcher name = matcher(file);
        if (!name.matches()) {
            throw new IllegalArgumentException("not a segment: " + file);
        }
        SegmentFile segment = new SegmentFile(file, Long.parseLong(name.group(1)));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Optional<byte[]> record = RecordFrame.read(channel, 0);
            while (record.isPresent()) {
                segment.recordAppend(RecordFrame.HEAD + record.get().length);
                record = RecordFrame.read(channel, segment.length);
            }
        }
        return segment;
    }

    private static Matcher matcher(Path file) {
        return NAME.matcher(file.getFileName().toString());
    }

    Path file() {
        return file;
    }

    long first() {
        return first;
    }

    /** Number after that of the last record. */
    long end() {
        return first + count;
    }

    /** Bytes of whole records. */
    long length() {
        return length;
    }

    /** Bytes of the file beyond whole records. */
    long trailingBytes() throws IOException {
        return Files.exists(file) ? Files.size(file) - length : 0;
    }

    /** Records that a frame was appended to the file. */
    void recordAppend(long bytes) {
        count++;
        length += bytes;
    }

    /** The record of a number, which must be in this segment; empty when it is damaged. */
    Optional<byte[]> record(long requested) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (requested < number) {
                number = first;
                offset = 0;
            }
            Optional<byte[]> record = RecordFrame.read(channel, offset);
            while (number < requested && record.isPresent()) {
                offset += RecordFrame.HEAD + record.get().length;
                number++;
                record = RecordFrame.read(channel, offset);
            }
            return record;
        }
    }

    /** Drops the record that was read last and all after it; returns their size. */
    long dropRest() {
        long bytes = length - offset;
        count = number - first;
        length = offset;
        return bytes;
    }
}
