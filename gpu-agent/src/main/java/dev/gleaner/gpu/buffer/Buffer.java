package dev.gleaner.gpu.buffer;

import java.io.IOException;
import java.nio.file.Files;
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
public final class Buffer {

    /** Of what is dropped at a time, by the bound. */
    private static final int SEGMENTS = 16;

    private static final long LARGEST_SEGMENT = 1 << 20;

    private final Path folder;
    private final long bound;
    private final Disk disk;
    private final Losses losses;
    private final Position position;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private long head;
    private long next;
    private long bytes;

    private Buffer(Path folder, long bound, Disk disk, Losses losses) {
        this.folder = folder;
        this.bound = bound;
        this.disk = disk;
        this.losses = losses;
        this.position = new Position(folder, disk);
    }

    /**
     * Takes over what lies in a folder, which nobody else may use meanwhile.
     *
     * @param bound bytes of its files, but for some tens that say where it is
     */
    public static Buffer open(Path folder, long bound, Losses losses) throws IOException {
        return open(folder, bound, losses, new SyncedDisk());
    }

    static Buffer open(Path folder, long bound, Losses losses, Disk disk) throws IOException {
        Buffer buffer = new Buffer(folder, bound, disk, losses);
        buffer.read();
        return buffer;
    }

    private void read() throws IOException {
        head = position.read();
        for (Path file : files()) {
            Segment segment = Segment.read(file);
            cut(segment, segment.broken());
            segments.add(segment);
            bytes += segment.length();
        }
        Segment newest = segments.peekLast();
        // A position beyond the newest record is that of one which the disk lost: its number is not given again.
        next = newest == null ? head : Math.max(head, newest.end());
        forgetDone();
        makeRoom(0);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Segment::isOne).sorted().toList();
        }
    }

    /** Returns once it is on the disk. What failed may be added again. */
    public synchronized void add(byte[] record) throws IOException {
        if (record.length == 0 || Frame.HEAD + record.length > bound) {
            throw new IOException("a record of " + record.length + " bytes does not fit into " + bound);
        }
        byte[] frame = Frame.of(record);
        makeRoom(frame.length);
        Segment segment = newest(frame.length);
        disk.write(segment.file(), segment.length(), frame);
        segment.added(frame.length);
        bytes += frame.length;
        next++;
    }

    /** The one that is next, again and again until it is done. */
    public synchronized Optional<Waiting> oldest() throws IOException {
        for (Segment segment : segments) {
            long number = Math.max(head, segment.first());
            if (number < segment.end()) {
                Optional<byte[]> record = segment.record(number);
                if (record.isPresent()) {
                    return Optional.of(new Waiting(number, record.get()));
                }
                forgetRest(segment);
            }
        }
        return Optional.empty();
    }

    /** It has come where it was to go, or never can. */
    public synchronized void done(Waiting record) throws IOException {
        if (record.number() >= head) {
            head = record.number() + 1;
            position.write(head);
            forgetDone();
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

    private long waiting(Segment segment) {
        return Math.max(0, segment.end() - Math.max(head, segment.first()));
    }

    /** The segment to write to. Its file is made with its first record. */
    private Segment newest(long more) {
        Segment last = segments.peekLast();
        long largest = Math.min(bound / SEGMENTS, LARGEST_SEGMENT);
        if (last != null && last.end() == next && (last.length() == 0 || last.length() + more <= largest)) {
            return last;
        }
        Segment segment = Segment.empty(folder, next);
        segments.add(segment);
        return segment;
    }

    private void makeRoom(long more) throws IOException {
        while (bytes + more > bound && !segments.isEmpty()) {
            Segment oldest = segments.element();
            if (waiting(oldest) > 0) {
                // Said first: whoever is killed after it has said more than it did, not less.
                losses.dropped(waiting(oldest));
            }
            delete(oldest);
            segments.remove();
        }
    }

    /** Deletes segments of which all is done. The newest stays: there is room in it. */
    private void forgetDone() throws IOException {
        Iterator<Segment> oldestFirst = segments.iterator();
        while (oldestFirst.hasNext()) {
            Segment segment = oldestFirst.next();
            if (segment.end() <= head && segment != segments.peekLast()) {
                delete(segment);
                oldestFirst.remove();
            }
        }
    }

    private void delete(Segment segment) throws IOException {
        disk.delete(segment.file());
        bytes -= segment.length();
    }

    /** The disk gave back something else than what was written. */
    private void forgetRest(Segment segment) throws IOException {
        long broken = segment.forgetRest();
        bytes -= broken;
        cut(segment, broken);
    }

    private void cut(Segment segment, long broken) throws IOException {
        if (broken > 0) {
            disk.cut(segment.file(), segment.length());
            losses.cut(segment.file(), broken);
        }
    }
}
