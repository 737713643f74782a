package dev.gleaner.gpu.buffer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A queue of records on the disk, first in, first out. An added record survives the end of the process and of the machine. An
 * acknowledged record comes again only if the acknowledgement could not be written, one record at most. The size is bounded: when
 * the buffer is full, the oldest records are dropped.
 */
public final class DiskBuffer {

    /** Number of segments in a full buffer. A segment is dropped at a time. */
    private static final int SEGMENTS = 16;

    private static final long LARGEST_SEGMENT = 1 << 20;

    private final Path folder;
    private final long bound;
    private final DurableDisk disk;
    private final LossListener lossListener;
    private final PositionFile position;
    private final Deque<SegmentFile> segments = new ArrayDeque<>();
    private long head;
    private long next;
    private long bytes;

    private DiskBuffer(Path folder, long bound, DurableDisk disk, LossListener lossListener) {
        this.folder = folder;
        this.bound = bound;
        this.disk = disk;
        this.lossListener = lossListener;
        this.position = new PositionFile(folder, disk);
    }

    /**
     * Opens the buffer in a folder, which nothing else may use meanwhile.
     *
     * @param bound size of its files in bytes, without the small file of the position
     */
    public static DiskBuffer open(Path folder, long bound, LossListener lossListener) throws IOException {
        return open(folder, bound, lossListener, new SyncedDisk());
    }

    static DiskBuffer open(Path folder, long bound, LossListener lossListener, DurableDisk disk) throws IOException {
        DiskBuffer buffer = new DiskBuffer(folder, bound, disk, lossListener);
        buffer.read();
        return buffer;
    }

    private void read() throws IOException {
        head = position.read();
        for (Path file : files()) {
            SegmentFile segment = SegmentFile.read(file);
            cut(segment, segment.trailingBytes());
            segments.add(segment);
            bytes += segment.length();
        }
        SegmentFile newest = segments.peekLast();
        // If the position is beyond the newest record, the disk lost records. Their numbers are not used again.
        next = newest == null ? head : Math.max(head, newest.end());
        deleteAcknowledged();
        dropOldest(0);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(SegmentFile::isOne).sorted().toList();
        }
    }

    /** Adds a record; returns once it is on the disk. After a failure it may be added again. */
    public synchronized void add(byte[] record) throws IOException {
        if (record.length == 0 || RecordFrame.HEAD + record.length > bound) {
            throw new IOException("a record of " + record.length + " bytes does not fit into " + bound);
        }
        byte[] frame = RecordFrame.of(record);
        dropOldest(frame.length);
        SegmentFile segment = newest(frame.length);
        disk.write(segment.file(), segment.length(), frame);
        segment.recordAppend(frame.length);
        bytes += frame.length;
        next++;
    }

    /** The oldest record, which stays the same until it is acknowledged. */
    public synchronized Optional<Entry> oldest() throws IOException {
        for (SegmentFile segment : segments) {
            long number = Math.max(head, segment.first());
            if (number < segment.end()) {
                Optional<byte[]> record = segment.record(number);
                if (record.isPresent()) {
                    return Optional.of(new Entry(number, record.get()));
                }
                forgetRest(segment);
            }
        }
        return Optional.empty();
    }

    /** Removes a record that was delivered, or never can be. */
    public synchronized void acknowledge(Entry record) throws IOException {
        if (record.number() >= head) {
            head = record.number() + 1;
            position.write(head);
            deleteAcknowledged();
        }
    }

    /** Number of records that are not acknowledged. */
    public synchronized long waiting() {
        return segments.stream().mapToLong(this::waiting).sum();
    }

    /** Size of its records on the disk. */
    public synchronized long bytes() {
        return bytes;
    }

    private long waiting(SegmentFile segment) {
        return Math.max(0, segment.end() - Math.max(head, segment.first()));
    }

    /** The segment to write to. Its file is created with its first record. */
    private SegmentFile newest(long more) {
        SegmentFile last = segments.peekLast();
        long largest = Math.min(bound / SEGMENTS, LARGEST_SEGMENT);
        if (last != null && last.end() == next && (last.length() == 0 || last.length() + more <= largest)) {
            return last;
        }
        SegmentFile segment = SegmentFile.empty(folder, next);
        segments.add(segment);
        return segment;
    }

    private void dropOldest(long more) throws IOException {
        while (bytes + more > bound && !segments.isEmpty()) {
            SegmentFile oldest = segments.element();
            if (waiting(oldest) > 0) {
                // Reported first: if the process is killed in between, too many are reported, not too few.
                lossListener.dropped(waiting(oldest));
            }
            delete(oldest);
            segments.remove();
        }
    }

    /** Deletes segments without unacknowledged records, but for the newest, which still has space. */
    private void deleteAcknowledged() throws IOException {
        Iterator<SegmentFile> oldestFirst = segments.iterator();
        while (oldestFirst.hasNext()) {
            SegmentFile segment = oldestFirst.next();
            if (segment.end() <= head && segment != segments.peekLast()) {
                delete(segment);
                oldestFirst.remove();
            }
        }
    }

    private void delete(SegmentFile segment) throws IOException {
        disk.delete(segment.file());
        bytes -= segment.length();
    }

    /** Drops the rest of a segment whose content on the disk is damaged. */
    private void forgetRest(SegmentFile segment) throws IOException {
        long broken = segment.dropRest();
        bytes -= broken;
        cut(segment, broken);
    }

    private void cut(SegmentFile segment, long broken) throws IOException {
        if (broken > 0) {
            disk.truncate(segment.file(), segment.length());
            lossListener.cut(segment.file(), broken);
        }
    }

    /** Receives the losses of a buffer. */
    public interface LossListener {

        /** The oldest records were dropped for newer ones. */
        void dropped(long records);

        /** Bytes at the end of a file that are not a whole record were cut. */
        void cut(Path file, long bytes);
    }

    /** The file with the number of the first record that is not acknowledged. */
    static final class PositionFile {

        private final Path file;
        private final DurableDisk disk;

        PositionFile(Path folder, DurableDisk disk) {
            this.file = folder.resolve("position");
            this.disk = disk;
        }

        /** The number of the first record that is not acknowledged; 0 when it is not known, so that none is skipped. */
        long read() throws IOException {
            try {
                long number = Long.parseLong(
                        Files.readString(file, StandardCharsets.ISO_8859_1).strip());
                return Math.max(0, number);
            } catch (NoSuchFileException | NumberFormatException e) {
                return 0;
            }
        }

        void write(long number) throws IOException {
            disk.replace(file, (number + "\n").getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** The oldest record of a buffer, with its number. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Entry(long number, byte[] bytes) {}
}
