package dev.gleaner.collector.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A place where files lie that AWS delivers one after another. */
public interface FileStore {

    /** The same at every start for the same place; the key of its positions. */
    String identity();

    /** All files of the kind that is read that lie there now. */
    List<StoredFile> list() throws IOException;

    /** The bytes of a file. */
    InputStream open(StoredFile file) throws IOException;

    /** A small file with what was noted beside it. */
    default FileContent readWithMetadata(StoredFile file) throws IOException {
        try (InputStream input = open(file)) {
            return new FileContent(input.readAllBytes(), Map.of());
        }
    }

    /** Where AWS put a file, {@code bucket/key}; empty where a file may have been brought here from elsewhere. */
    default Optional<String> address(StoredFile file) {
        return Optional.empty();
    }

    /** A file as a whole, and what AWS noted beside it. */
    public static final class FileContent {

        private final byte[] bytes;
        private final Map<String, String> notes;

        /**
         * A file.
         *
         * @param notes the user's metadata of an object, names in lower case without {@code x-amz-meta-}; of a folder its side files
         */
        public FileContent(byte[] bytes, Map<String, String> notes) {
            this.bytes = bytes;
            this.notes = notes;
        }

        /** What it holds; not a copy. */
        public byte[] bytes() {
            return bytes;
        }

        /** What was noted, by name. */
        public Map<String, String> notes() {
            return notes;
        }
    }
}
