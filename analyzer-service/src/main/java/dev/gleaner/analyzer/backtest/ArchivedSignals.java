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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The signals of an archive. Each partition has its own, in their order, and a copy of all progress. */
public final class ArchivedSignals {

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
     * @param problems receives what can't be read, with the file; everything else is read. Partitions that are read at the same
     *     time call it at the same time.
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

    /** The signals of each partition. */
    public List<Iterable<Signal>> partitions() {
        return partitions(() -> {});
    }

    /**
     * The same.
     *
     * @param fileRead called after each file, also if it can't be read or was left out
     */
    List<Iterable<Signal>> partitions(Runnable fileRead) {
        List<Iterable<Signal>> signals = new ArrayList<>();
        partitions.values().forEach(files -> signals.add(() -> new ArchivedPartitionReader(files, problems, fileRead)));
        return signals;
    }

    /**
     * The signals of one partition, file by file. A file whose signals are all in another one, as after a crash, is skipped.
     * Signals in two overlapping files come twice, which changes nothing: the content of a signal identifies it.
     */
    static final class ArchivedPartitionReader implements Iterator<Signal> {

        private final Iterator<SignalArchiveFileName> names;
        private final NavigableMap<SignalArchiveFileName, Path> files;
        private final Consumer<String> problems;
        private final Runnable fileRead;
        private long through = -1;
        private @Nullable Path file;
        private @Nullable SignalArchiveReader input;
        private @Nullable Signal next;

        /**
         * Reads files in the order of {@link SignalArchiveFileName#ORDER}.
         *
         * @param problems receives what can't be read, with the file
         * @param fileRead called after each file
         */
        ArchivedPartitionReader(
                NavigableMap<SignalArchiveFileName, Path> files, Consumer<String> problems, Runnable fileRead) {
            this.names = files.keySet().iterator();
            this.files = files;
            this.problems = problems;
            this.fileRead = fileRead;
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
                fileRead.run();
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
            fileRead.run();
        }
    }
}
