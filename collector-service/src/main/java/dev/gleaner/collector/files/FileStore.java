package dev.gleaner.collector.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A place where files lie that AWS delivers one after another. */
public interface FileStore {

    /** The same at every start for the same place; the key of its positions. */
    String identity();

    /** All files of the kind that is read that lie there now. */
    List<StoredFile> list() throws IOException;

    /** The bytes of a file. */
    InputStream open(StoredFile file) throws IOException;
}
