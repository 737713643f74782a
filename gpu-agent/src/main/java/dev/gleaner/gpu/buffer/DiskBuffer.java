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
 * Records that wait on the disk, first in, first out. What was added is there whatever ends this process or the machine;
 * what was done comes again only if that could not be written down, one record at most. It never takes more than its
 * bound: then the oldest make room.
 */
public final class DiskBuffer {

    /** Of what is dropped at a time, by the bound. */
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
     * Takes over what lies in a folder, which nobody else may use meanwhile.
     *
     * @param bound bytes of its files, but for some tens that say where it is
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
        // A position beyond the newest record is that of one which the disk lost: its number is not given again.
        next = newest == null ? head : Math.max(head, newest.end());
        deleteAcknowledged();
        dropOldest(0);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(SegmentFile::isOne).sorted().toList();
        }
    }

    /** Returns once it is on the disk. What failed may be added again. */
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

    /** The one that is next, again and again until it is done. */
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

    /** It has come where it was to go, or never can. */
    public synchronized void acknowledge(Entry record) throws IOException {
        if (record.number() >= head) {
            head = record.number() + 1;
            position.write(head);
            deleteAcknowledged();
        }
    }

    /** How many records wait. */
    public synchronized long waiting() {
        return segments.stream().mapToLong(this::waiting).sum();
    }

    /** Bytes that its records take on the disk. */
    public synchronized long bytes() {
        return bytes;
    }

    private long waiting(SegmentFile segment) {
        return Math.max(0, segment.end() - Math.max(head, segment.first()));
    }

    /** The segment to write to. Its file is made with its first record. */
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
                // Said first: whoever is killed after it has said more than it did, not less.
                lossListener.dropped(waiting(oldest));
            }
            delete(oldest);
            segments.remove();
        }
    }

    /** Deletes segments of which all is done. The newest stays: there is room in it. */
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

    /** The disk gave back something else than what was written. */
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

    /** Is told of what a buffer gives up. */
    public interface LossListener {

        /** So many of the oldest records made room for newer ones. */
        void dropped(long records);

        /** So many bytes at the end of a file were no whole record. */
        void cut(Path file, long bytes);
    }

    /** The file that says up to which record all is done. */
    static final class PositionFile {

        private final Path file;
        private final DurableDisk disk;

        PositionFile(Path folder, DurableDisk disk) {
            this.file = folder.resolve("position");
            this.disk = disk;
        }

        /** The number of the first record that is not done; 0 when nobody knows, so that nothing is left out. */
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
