package dev.gleaner.collector.source;

import dev.gleaner.collector.files.Origin;
import java.io.IOException;
import java.io.InputStream;

/** Reads files of one kind. */
public interface FileReader<G extends Gathering> {

    /** Nothing so far. */
    G begin();

    /** Adds what this file holds, and that it was read; by several threads at a time. Throws only when the input itself can't be had. */
    void read(InputStream input, Origin origin, G gathered) throws IOException;
}
