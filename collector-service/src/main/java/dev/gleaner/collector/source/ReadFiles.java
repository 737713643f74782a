package dev.gleaner.collector.source;

import dev.gleaner.collector.checkpoint.Checkpoints;
import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.SeenFiles;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.publish.Publisher;
import io.quarkus.logging.Log;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which files of a store a source has read, over restarts. */
public final class ReadFiles {

    private final String source;
    private final FileStore store;
    private final Publisher publisher;
    private final Checkpoints checkpoints;
    private @Nullable SeenFiles seen;

    /** Of files of a store, for the source of this name. */
    public ReadFiles(String source, FileStore store, Publisher publisher, Checkpoints checkpoints) {
        this.source = source;
        this.store = store;
        this.publisher = publisher;
        this.checkpoints = checkpoints;
    }

    /** Whether this version of a file has been read. */
    public boolean contains(StoredFile file) {
        return seen().contains(file);
    }

    /**
     * These have been read; call when Kafka has acknowledged all that they hold. One at a time, so that no older position of a
     * folder replaces a newer one. A position that can't be kept, such as that of a folder of 50,000 files, costs reading them
     * again at a start.
     */
    public synchronized void add(Collection<StoredFile> read) {
        Map<String, byte[]> positions = seen().add(read).entrySet().stream()
                .collect(Collectors.toMap(position -> key(position.getKey()), Map.Entry::getValue));
        try {
            publisher.checkpoints(positions);
        } catch (RuntimeException e) {
            Log.warnf("Positions of %s can't be kept: %s", source, e.getMessage());
        }
    }

    private synchronized SeenFiles seen() {
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
}
