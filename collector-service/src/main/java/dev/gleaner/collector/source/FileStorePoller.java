package dev.gleaner.collector.source;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.kafka.KafkaPublisher;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads the new files of a store, several at a time, publishes their content and records them as read. A pass that is
 * interrupted continues with the files not recorded yet.
 */
public final class FileStorePoller<G extends SignalBatch> {

    /** Published together: enough to keep Kafka busy, few enough to repeat after a crash. */
    private static final int SIGNALS_AT_ONCE = 1000;

    private static final int FILES_AT_ONCE = 500;

    private final String source;
    private final FileStore store;
    private final SourceFileReader<G> reader;
    private final KafkaPublisher publisher;
    private final ReadFileTracker known;
    private final SourceMeters meters;
    private final Clock clock;

    public FileStorePoller(String source, FileStore store, SourceFileReader<G> reader, SourceEnvironment environment) {
        this.source = source;
        this.store = store;
        this.reader = reader;
        this.publisher = environment.publisher();
        this.known = new ReadFileTracker(source, store, publisher, environment.checkpoints());
        this.meters = environment.meters();
        this.clock = environment.clock();
    }

    /**
     * Reads the new files; Kafka has acknowledged their content on return.
     *
     * @throws IOException when the store can't be listed, or files can't be read although all others have been: the backlog is not read then,
     *     and the next poll goes on with them
     */
    public Pass poll() throws IOException {
        List<StoredFile> files = store.list();
        List<StoredFile> unread =
                files.stream().filter(file -> !known.contains(file)).toList();
        BackfillProgressLog bar = new BackfillProgressLog(source, unread.size(), clock);
        Queue<StoredFile> left = new ConcurrentLinkedQueue<>(unread);
        AtomicInteger unavailable = new AtomicInteger();
        boolean complete =
                ParallelReadExecutor.of(unread.size()).runAll(() -> readAll(left, bar, unavailable), left::clear);
        bar.end();
        if (unavailable.get() > 0) {
            throw new IOException("%d of %d new files can't be read".formatted(unavailable.get(), unread.size()));
        }
        return new Pass(files, unread.size(), complete);
    }

    /** Whether this version of a file has been read and its content acknowledged. */
    public boolean isRead(StoredFile file) {
        return known.contains(file);
    }

    /** Reads files until the queue is empty; returns whether all of them were read. */
    private boolean readAll(Queue<StoredFile> left, BackfillProgressLog bar, AtomicInteger unavailable) {
        boolean complete = true;
        G gathered = reader.newBatch();
        List<StoredFile> read = new ArrayList<>();
        for (StoredFile file = left.poll(); file != null; file = left.poll()) {
            if (read(file, gathered, unavailable)) {
                read.add(file);
            } else {
                complete = false;
            }
            if (gathered.size() >= SIGNALS_AT_ONCE || read.size() >= FILES_AT_ONCE) {
                commit(gathered, read, bar);
                gathered = reader.newBatch();
                read.clear();
            }
        }
        commit(gathered, read, bar);
        return complete;
    }

    private boolean read(StoredFile file, G gathered, AtomicInteger unavailable) {
        try (InputStream input = store.open(file)) {
            reader.read(input, new FileOrigin(source, file.path(), clock.instant()), gathered);
            return true;
        } catch (SourceFileReader.RefusedFileException e) {
            return false;
        } catch (IOException e) {
            meters.unavailable(source);
            unavailable.incrementAndGet();
            Log.errorf(
                    "File %s of %s can't be read; the next poll tries again: %s", file.path(), source, e.getMessage());
            return false;
        }
    }

    private void commit(G gathered, List<StoredFile> read, BackfillProgressLog bar) {
        gathered.publish(source, publisher, meters);
        known.add(read);
        bar.add(read.size(), gathered.records());
    }

    /**
     * Result of a pass.
     *
     * @param files all files in the store
     * @param unread number of new files
     * @param complete whether none of the new files was refused
     */
    public record Pass(List<StoredFile> files, int unread, boolean complete) {}
}
