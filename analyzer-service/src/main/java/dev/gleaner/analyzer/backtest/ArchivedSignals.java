package dev.gleaner.analyzer.backtest;

import dev.gleaner.contracts.signal.SignalArchiveFileName;
import dev.gleaner.contracts.signal.proto.Signal;
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
 * The signals of an archive, as one analyzer of all partitions would have got them: those of each partition in their order, the
 * partitions side by side by the time of observation, and progress where all of them have it.
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
     * Of all files of an archive that lie in a folder now.
     *
     * @param problems takes what can't be read, with its place; the rest is read
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

            /** A file that grew has got its name meanwhile. */
            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
                return e instanceof NoSuchFileException ? FileVisitResult.CONTINUE : super.visitFileFailed(path, e);
            }
        });
        return new ArchivedSignals(partitions, problems);
    }

    /** How many files there are. */
    public int files() {
        return partitions.values().stream().mapToInt(NavigableMap::size).sum();
    }

    @Override
    public Iterator<Signal> iterator() {
        return new SideBySide();
    }

    /** A partition at its next signal. */
    private record Head(int partition, Signal signal, Iterator<Signal> rest) implements Comparable<Head> {
        @Override
        public int compareTo(Head other) {
            int times = Long.compare(signal.getObservedAt(), other.signal.getObservedAt());
            return times != 0 ? times : Integer.compare(partition, other.partition);
        }
    }

    private final class SideBySide implements Iterator<Signal> {

        private final MinimumProgressTracker progress = new MinimumProgressTracker(partitions.size());
        private final PriorityQueue<Head> heads = new PriorityQueue<>();
        private @Nullable Signal next;

        SideBySide() {
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

        /** Nothing for a progress that others have yet to reach. */
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
}
