package dev.gleaner.collector.source.cloudtrail;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A place where a trail's files lie. */
interface TrailStore {

    /** The same at every start for the same place; the key of its positions. */
    String identity();

    /** All log files that lie there now. */
    List<TrailFile> list() throws IOException;

    /** The bytes of a file. */
    InputStream open(TrailFile file) throws IOException;
}
