package dev.gleaner.analyzer.backtest;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gleaner.contracts.signal.SignalArchiveFileName;
import dev.gleaner.contracts.signal.SignalArchiveReader;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The signals of an archive in the order in which one analyzer of all partitions could have received them: each partition
 * in its order, all partitions merged by the time of observation, and progress once it is in all of them.
 */
public final class ArchivedSignals implements Iterable<Signal> {

    private final NavigableMap<Integer, NavigableMap<SignalArchiveFileName, Path>> partitions;
    private final Consumer<String> problems;

    private ArchivedSignals(
            NavigableMap<Integer, NavigableMap<SignalArchiveFileName, Path>> partitions, Consumer<String> problems) {
        this.partitions = partitions;
        this.problems = problems;
    }

    /**
     * Opens all files of an archive that are in a folder now.
     *
     * @param problems receives what can't be read, with the file; everything else is read
     */
    public static ArchivedSignals open(Path folder, Consumer<String> problems) throws IOException {
        NavigableMap<Integer, NavigableMap<SignalArchiveFileName, Path>> partitions = new TreeMap<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                SignalArchiveFileName.of(path.toString().replace('\\', '/'))
                        .ifPresent(name -> partitions
                                .computeIfAbsent(name.partition(), key -> new TreeMap<>(SignalArchiveFileName.ORDER))
                                .put(name, path));
                return FileVisitResult.CONTINUE;
            }

            /** A file may be renamed meanwhile, when it grows. */
            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
                return e instanceof NoSuchFileException ? FileVisitResult.CONTINUE : super.visitFileFailed(path, e);
            }
        });
        return new ArchivedSignals(partitions, problems);
    }

    /** The number of files. */
    public int files() {
        return partitions.values().stream().mapToInt(NavigableMap::size).sum();
    }

    @Override
    public Iterator<Signal> iterator() {
        return new MergingIterator();
    }

    /** The next signal of a partition, and those after it. */
    private record Head(int partition, Signal signal, Iterator<Signal> rest) implements Comparable<Head> {
        @Override
        public int compareTo(Head other) {
            int times = Long.compare(signal.getObservedAt(), other.signal.getObservedAt());
            return times != 0 ? times : Integer.compare(partition, other.partition);
        }
    }

    private final class MergingIterator implements Iterator<Signal> {

        private final MinimumProgressTracker progress = new MinimumProgressTracker(partitions.size());
        private final PriorityQueue<Head> heads = new PriorityQueue<>();
        private @Nullable Signal next;

        MergingIterator() {
            partitions.forEach((partition, files) -> put(partition, new ArchivedPartitionReader(files, problems)));
            advance();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Signal next() {
            Signal signal = next;
            if (signal == null) {
                throw new NoSuchElementException();
            }
            advance();
            return signal;
        }

        private void advance() {
            next = null;
            while (next == null && !heads.isEmpty()) {
                Head head = heads.remove();
                put(head.partition(), head.rest());
                next = mergedSignal(head);
            }
        }

        /** Null for a progress that is not in all partitions yet. */
        private @Nullable Signal mergedSignal(Head head) {
            if (!head.signal().hasProgress()) {
                return head.signal();
            }
            return progress.after(head.partition(), head.signal().getProgress())
                    .map(least -> head.signal().toBuilder().setProgress(least).build())
                    .orElse(null);
        }

        private void put(int partition, Iterator<Signal> signals) {
            if (signals.hasNext()) {
                heads.add(new Head(partition, signals.next(), signals));
            }
        }
    }

    /**
     * The signals of one partition, file by file. A file whose signals are all in another one, as after a crash, is skipped.
     * Signals in two overlapping files come twice, which changes nothing: the content of a signal identifies it.
     */
    static final class ArchivedPartitionReader implements Iterator<Signal> {

        private final Iterator<SignalArchiveFileName> names;
        private final NavigableMap<SignalArchiveFileName, Path> files;
        private final Consumer<String> problems;
        private long through = -1;
        private @Nullable Path file;
        private @Nullable SignalArchiveReader input;
        private @Nullable Signal next;

        /**
         * Reads files in the order of {@link SignalArchiveFileName#ORDER}.
         *
         * @param problems receives what can't be read, with the file
         */
        ArchivedPartitionReader(NavigableMap<SignalArchiveFileName, Path> files, Consumer<String> problems) {
            this.names = files.keySet().iterator();
            this.files = files;
            this.problems = problems;
            advance();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Signal next() {
            Signal signal = next;
            if (signal == null) {
                throw new NoSuchElementException();
            }
            advance();
            return signal;
        }

        private void advance() {
            next = null;
            while (next == null && (input != null || open())) {
                next = read();
            }
        }

        /** Opens the next file with new signals; false when there is none. */
        private boolean open() {
            while (names.hasNext()) {
                SignalArchiveFileName name = names.next();
                if (name.last() > through) {
                    through = name.last();
                    file = files.get(name);
                    if (openFile()) {
                        return true;
                    }
                }
            }
            return false;
        }

        @SuppressWarnings("NullAway") // every name has its file
        private boolean openFile() {
            try {
                input = new SignalArchiveReader(new BufferedInputStream(Files.newInputStream(file)));
                return true;
            } catch (IOException e) {
                problems.accept(file + ": it can't be read: " + e.getMessage());
                return false;
            }
        }

        /** Null at the end of a file, or where it is damaged. */
        @SuppressWarnings("NullAway") // called with an input only
        private @Nullable Signal read() {
            try {
                byte[] bytes = input.next();
                if (bytes != null) {
                    return SignalCodec.decode(bytes);
                }
                close();
            } catch (InvalidProtocolBufferException e) {
                problems.accept(file + ": it contains something that is not a signal: " + e.getMessage());
            } catch (IOException e) {
                problems.accept(file + ": it can't be read to its end: " + e.getMessage());
                close();
            }
            return null;
        }

        @SuppressWarnings("NullAway") // called with an input only
        private void close() {
            try {
                input.close();
            } catch (IOException e) {
                problems.accept(file + ": it can't be closed: " + e.getMessage());
            }
            input = null;
        }
    }
}
