package dev.gleaner.collector.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A folder or bucket to which AWS delivers files. */
public interface FileStore {

    /** Identifies the store across restarts; part of the keys of its checkpoints. */
    String identity();

    /** All files in the store that the source reads. */
    List<StoredFile> list() throws IOException;

    /** Opens the content of a file. */
    InputStream open(StoredFile file) throws IOException;

    /** A small file with its metadata. */
    default FileContent readWithMetadata(StoredFile file) throws IOException {
        try (InputStream input = open(file)) {
            return new FileContent(input.readAllBytes(), Map.of());
        }
    }

    /** {@code bucket/key} of a file as AWS delivered it; empty if the file may have been moved here from elsewhere. */
    default Optional<String> address(StoredFile file) {
        return Optional.empty();
    }

    /** A complete file with its metadata. */
    public static final class FileContent {

        private final byte[] bytes;
        private final Map<String, String> notes;

        /**
         * A file with its metadata.
         *
         * @param notes user metadata of the object, names in lower case without {@code x-amz-meta-}; in a folder, the
         *     content of side files
         */
        public FileContent(byte[] bytes, Map<String, String> notes) {
            this.bytes = bytes;
            this.notes = notes;
        }

        /** The content itself, not a copy. */
        public byte[] bytes() {
            return bytes;
        }

        /** Metadata by name. */
        public Map<String, String> notes() {
            return notes;
        }
    }
}
