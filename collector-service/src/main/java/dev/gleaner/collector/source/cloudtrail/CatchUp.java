package dev.gleaner.collector.source.cloudtrail;

import dev.gleaner.collector.checkpoint.Checkpoints;
import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.collector.source.SourceMeters;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the files of a store that have not been read, publishes what they hold, and remembers them. */
final class CatchUp {

    /** Published together: enough to keep Kafka busy, little enough to lose on a crash. */
    private static final int SIGNALS_AT_ONCE = 1000;

    private static final int FILES_AT_ONCE = 500;

    private final String source;
    private final TrailStore store;
    private final TrailReader reader;
    private final Publisher publisher;
    private final ReadingPublisher readings;
    private final Checkpoints checkpoints;
    private final SourceMeters meters;
    private final Clock clock;
    private @Nullable SeenFiles seen;

    CatchUp(
            String source,
            TrailStore store,
            TrailReader reader,
            Publisher publisher,
            Checkpoints checkpoints,
            SourceMeters meters,
            Clock clock) {
        this.source = source;
        this.store = store;
        this.reader = reader;
        this.publisher = publisher;
        this.readings = new ReadingPublisher(source, publisher, meters);
        this.checkpoints = checkpoints;
        this.meters = meters;
        this.clock = clock;
    }

    /** Reads what is new; all of it is acknowledged on return. */
    Pass pass() throws IOException {
        List<TrailFile> files = store.list();
        SeenFiles known = seen();
        List<TrailFile> unread =
                files.stream().filter(file -> !known.contains(file)).toList();
        boolean complete = true;
        Reading reading = new Reading();
        List<TrailFile> read = new ArrayList<>();
        for (TrailFile file : unread) {
            if (read(file, reading)) {
                read.add(file);
            } else {
                complete = false;
            }
            if (reading.signals().size() >= SIGNALS_AT_ONCE || read.size() >= FILES_AT_ONCE) {
                commit(reading, read);
                reading = new Reading();
                read.clear();
            }
        }
        commit(reading, read);
        return new Pass(files, unread.size(), complete);
    }

    private boolean read(TrailFile file, Reading reading) {
        try (InputStream input = store.open(file)) {
            reader.read(input, new Origin(source, file.path(), clock.instant()), reading);
            reading.file();
            return true;
        } catch (IOException e) {
            meters.unavailable(source);
            Log.errorf(
                    "File %s of %s can't be read; the next poll tries again: %s", file.path(), source, e.getMessage());
            return false;
        }
    }

    private void commit(Reading reading, List<TrailFile> read) {
        readings.publish(reading);
        seen().add(read).forEach(this::checkpoint);
    }

    /** A position that can't be kept, such as that of a folder of 50,000 files, costs reading them again at a start. */
    private void checkpoint(String folder, byte[] position) {
        try {
            publisher.checkpoint(key(folder), position);
        } catch (RuntimeException e) {
            Log.warnf("Position of %s in %s can't be kept: %s", source, folder, e.getMessage());
        }
    }

    private SeenFiles seen() {
        if (seen == null) {
            SeenFiles restored = new SeenFiles();
            String prefix = key("");
            checkpoints
                    .startingWith(prefix)
                    .forEach((key, position) -> restored.restore(key.substring(prefix.length()), position));
            seen = restored;
        }
        return seen;
    }

    private String key(String folder) {
        return source + " " + store.identity() + " " + folder;
    }

    /**
     * What a pass met.
     *
     * @param files all that lie there
     * @param unread how many of them were new
     * @param complete whether all of them could be read
     */
    record Pass(List<TrailFile> files, int unread, boolean complete) {}
}
